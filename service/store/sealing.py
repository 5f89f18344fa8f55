"""Seal secrets before they are kept, so that whoever has the database, or a backup of it, has none of them."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from service.errors import BadInput

SEALED = "sealed:"
SETTING = "CLAIMTRACE_SEAL_KEYS"


class Sealer:
    """Seals with the first of its keys, and opens with any. With none it keeps secrets as they are."""

    def __init__(self, keys: Sequence[SecretStr] = ()) -> None:
        """Raises BadInput for what is no key as Fernet has them: 32 bytes in url-safe base 64."""
        try:
            own = [Fernet(key.get_secret_value()) for key in keys]
        except ValueError as error:
            raise BadInput("Should be keys as `claimtrace secrets new-key` makes them.", SETTING) from error
        self._keys = MultiFernet(own) if own else None

    @property
    def seals(self) -> bool:
        return self._keys is not None

    def seal(self, secret: str) -> str:
        return f"{SEALED}{self._keys.encrypt(secret.encode()).decode()}" if self._keys else secret

    def open(self, kept: str) -> str:
        """The secret, sealed or not. Raises BadInput for one that none of the keys opens."""
        if not kept.startswith(SEALED):
            return kept
        try:
            if self._keys is None:
                raise InvalidToken
            return self._keys.decrypt(kept.removeprefix(SEALED)).decode()
        except InvalidToken as error:
            raise BadInput("None of these keys opens what was sealed.", SETTING) from error

    def sealed_anew(self, kept: str) -> str:
        """Under the first key, whatever it was sealed under before. Raises BadInput."""
        return self.seal(self.open(kept))


def new_key() -> str:
    return Fernet.generate_key().decode()
