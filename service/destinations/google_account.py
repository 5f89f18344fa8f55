"""A service account of Google's: a token for an hour, for an assertion that the account's own key signs (RFC 7523)."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import BaseModel, ValidationError

from service.destinations import within
from service.errors import AnswerRefused, BadInput, FetchFault, Malformed
from service.intake.reading import json_object
from service.sources.fetch import Door

SCOPE = "https://www.googleapis.com/auth/factchecktools"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SETTING = "CLAIMTRACE_GOOGLE_ACCOUNT"
LASTS_S, EARLIER_S = 3_600, 120  # of an assertion and its token; a token is used no longer than that before its end
CALL_S, BYTES = 10.0, 100_000
FORM = "application/x-www-form-urlencoded"


class AccountFile(BaseModel):
    """What of the file that Google gives for a service account is needed."""

    client_email: str
    private_key_id: str
    private_key: str
    token_uri: str


class GoogleAccount:
    """Gives tokens. Serves many threads: those who need one at once wait for one."""

    def __init__(self, account: AccountFile, door: Door, clock: Callable[[], float] = time.time) -> None:
        """Raises BadInput for a key that is none."""
        try:
            self._key = RSAKey.import_key(account.private_key)
        except (ValueError, JoseError) as error:
            raise BadInput("Its private_key is no RSA key.", SETTING) from error
        self._account, self._door, self._clock = account, door, clock
        self._lock = threading.Lock()
        self._token, self._until_s = "", 0.0

    def token(self) -> str:
        """Raises a `FetchFault`."""
        with self._lock:
            if self._clock() >= self._until_s:
                self._token, lasts_s = self._asked()
                self._until_s = self._clock() + lasts_s - EARLIER_S
            return self._token

    def forget(self) -> None:
        """Ask for another token next time."""
        with self._lock:
            self._until_s = 0.0

    def _asked(self) -> tuple[str, float]:
        now, uri = int(self._clock()), self._account.token_uri
        claims = {"iss": self._account.client_email, "scope": SCOPE, "aud": uri, "iat": now, "exp": now + LASTS_S}
        signed = jwt.encode({"alg": "RS256", "kid": self._account.private_key_id}, claims, self._key)
        body = urlencode({"grant_type": GRANT, "assertion": signed}).encode()
        came = self._door.ask(
            uri,
            body,
            {"Content-Type": FORM},
            timeout_s=CALL_S,
            most_bytes=BYTES,
            accepts=("application/json",),
        )
        host = urlsplit(uri).hostname
        if came.status >= 500 or came.status == 429:
            raise FetchFault(f"{host}: It gave no token ({came.status}).")
        if came.status != 200:
            raise AnswerRefused(f"{host}: It gave no token ({came.status}): is the account still there, and its key?")
        try:
            told = json_object(came.body.decode())
        except (Malformed, UnicodeDecodeError) as error:
            raise AnswerRefused(f"{host}: What it answered is no JSON object.") from error
        token, lasts_s = within(told, "access_token"), told.get("expires_in")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise AnswerRefused(f"{host}: What it gave is no token.")
        return token, float(lasts_s) if isinstance(lasts_s, int | float) else LASTS_S


def account_in(file: Path) -> AccountFile:
    """Raises BadInput for a file that is not such an account's."""
    try:
        return AccountFile.model_validate_json(file.read_bytes())
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}.", SETTING) from error
    except ValidationError as error:
        raise BadInput(f"{file}: it is not what Google gives for a service account.", SETTING) from error
