"""Options that several commands have. Needs nothing but click."""

from collections.abc import Callable

import click

Command = Callable[..., None]


def of_desk(command: Command) -> Command:
    return click.option("--desk", metavar="NAME", help="Whose, instead of CLAIMTRACE_DESK.")(command)
