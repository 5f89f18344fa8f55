"""Passwords as argon2 keeps them: slow to guess, whoever has the hashes."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's lowest of 2025: 19 MiB, two passes, one lane. A sign-in then takes some 30 ms, and a flood of them no machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Hashes under way at once: whoever tries names and passwords in numbers waits for each other, and for nobody else.
AT_ONCE = threading.BoundedSemaphore(2)


def hashed(password: str) -> str:
    with AT_ONCE:
        return HASHER.hash(password)


# What a password is held against where nobody has that name, so that the time it takes does not tell.
NOBODYS = HASHER.hash("nobody's")


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password that was kept; never, and as slowly, where none was."""
    with AT_ONCE:
        try:
            return HASHER.verify(kept or NOBODYS, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False
