"""`claimtrace push`: accepted claims are set on their way to another house's system."""

import click

from service.bootstrap import open_desk
from service.cli.granting import telling
from service.domain import Destination
from service.errors import BadInput
from service.exports.safe import one_line
from service.settings import settings_from_environment
from service.work.publishing import ask


def push(destination: str, report: str, claims: tuple[str, ...], desk: str | None) -> None:
    """A line for each publication. Raises BadInput where the destination is not set up, or as `ask`."""
    application = open_desk(settings_from_environment(desk=desk))
    to = Destination(destination)
    if to not in application.publishes:
        raise BadInput(f"{destination} is not set up for this desk.")
    ruleset = application.verification.ruleset
    store = application.store
    tell = telling(store, store.desk, "publish")
    for one in ask(store, application.writing, ruleset, report, to, claims, tell):
        click.echo(one_line(f"{one.subject} {one.state}"))
