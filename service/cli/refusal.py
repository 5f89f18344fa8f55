"""What goes wrong, in one line on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from service.errors import Claimtrace, Refused


class Refusal(click.ClickException):
    """Bad input: ends the command with 2 where click's own class, for all else, ends it with 1."""

    exit_code = 2


@contextmanager
def in_one_line() -> Iterator[None]:
    """Say every error that the house can answer for in one line that names the field, without a trace."""
    try:
        yield
    except Claimtrace as error:
        field = f"{error.field.strip('/').replace('/', '.')}: " if error.field else ""
        line = " ".join(f"{field}{error.detail}".split())
        raise (Refusal if isinstance(error, Refused) else click.ClickException)(line) from error
