"""What goes wrong, in one line on standard error."""

from typing import Any

import click

from service.errors import Claimtrace, Refused


class Refusal(click.ClickException):
    """Bad input: ends the command with 2 where click's own class, for all else, ends it with 1."""

    exit_code = 2


class PlainErrors(click.Group):
    """Says every error that the service can answer for, and a library that cannot be imported, in one line that names
    the field, without a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Claimtrace as error:
            field = f"{error.field.strip('/').replace('/', '.')}: " if error.field else ""
            line = " ".join(f"{field}{error.detail}".split())
            raise (Refusal if isinstance(error, Refused) else click.ClickException)(line) from error
        except ImportError as error:
            line = " ".join(str(error).split())
            raise click.ClickException(f"The installation is not whole: {line}.") from error
