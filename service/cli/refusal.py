"""What goes wrong, in one line on standard error. Whatever a stranger wrote into it is made visible."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from service.errors import Claimtrace, NotInstalled, Refused
from service.exports.safe import one_line, visible


class Refusal(click.ClickException):
    """Bad input: ends the command with 2 where click's own class, for all else, ends it with 1."""

    exit_code = 2


class PlainErrors(click.Group):
    """Says every error that the service can answer for, and a library that cannot be imported, in one line that names
    the field, without a trace."""

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        with _in_one_line():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _in_one_line():
            return super().invoke(ctx)


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except Claimtrace as error:
        raise _told(error) from error
    except click.ClickException as error:
        vars(error)["message"] = visible(error.message)  # click calls it final, and means subclasses
        raise
    except ImportError as error:
        raise _told(NotInstalled(error)) from error


def _told(error: Claimtrace) -> click.ClickException:
    field = f"{error.field.strip('/').replace('/', '.')}: " if error.field else ""
    return (Refusal if isinstance(error, Refused) else click.ClickException)(one_line(f"{field}{error.detail}"))
