"""The commands that say who may enter, and show who did what. What a command does is imported when it runs."""

from collections.abc import Callable

import click

# The values of `service.domain.Scope`, which a page of help must not import.
SCOPES = (
    "articles:write",
    "reports:read",
    "documents:write",
    "registry:write",
    "webhooks:write",
    "reviews:write",
    "metrics:read",
    "admin",
)


def _limits(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.option("--tokens-a-day", metavar="N", help="Tokens that language models may take for its articles."),
        click.option("--money-a-day", metavar="N", help="US dollars that they may."),
        click.option("--articles-waiting", metavar="N", help="How many of its articles may wait."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def key() -> None:
    """The keys that programs ask with."""


@key.command("add")
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="What it may do.")
@click.option("--desk", metavar="ID", default="main", show_default=True, help="Whose it is.")
@click.option("--all-desks", is_flag=True, help="An admin's, of all desks.")
@click.option("--days", metavar="N", type=click.IntRange(1, 36_500), help="It expires after so many; else never.")
@click.option("--requests-a-minute", metavar="N", type=click.IntRange(min=1), help="Instead of the setting's.")
@_limits
def key_add(
    name: str,
    scopes: tuple[str, ...],
    desk: str,
    all_desks: bool,
    days: int | None,
    requests_a_minute: int | None,
    **limits: str | None,
) -> None:
    """Make a key called NAME. It is shown this once, on standard output."""
    from service.cli.granting import add_key  # noqa: PLC0415

    add_key(name, scopes, None if all_desks else desk, days, requests_a_minute, limits)


@key.command("set")
@click.argument("id")
@_limits
def key_set(id: str, **limits: str | None) -> None:
    """Have other limits hold for what the key of this ID asks for, from the next call on; `-`: none."""
    from service.cli.granting import limit_key  # noqa: PLC0415

    limit_key(id, limits)


@key.command("list")
def key_list() -> None:
    """Show the keys that were made: what each may do, until when, and when it was last used."""
    from service.cli.granting import list_keys  # noqa: PLC0415

    list_keys()


@key.command("revoke")
@click.argument("id")
def key_revoke(id: str) -> None:
    """Let the key of this ID in no more; from the next request on."""
    from service.cli.granting import revoke_key  # noqa: PLC0415

    revoke_key(id)


@click.group()
def audit() -> None:
    """Who did what, when and from where."""


@audit.command("export")
@click.option("--from", "since", metavar="DAY", help="On this day (UTC) or later.")
@click.option("--to", "until", metavar="DAY", help="On this day (UTC) or earlier.")
def audit_export(since: str | None, until: str | None) -> None:
    """Write the audit trail to standard output, one JSON object a line, the oldest first."""
    from service.cli.granting import export_audit  # noqa: PLC0415

    export_audit(since, until)


@click.group()
def person() -> None:
    """The people who sign in."""


@person.command("invite")
@click.argument("name")
@click.option("--role", type=click.Choice(("reader", "editor", "admin")), required=True, help="What they may do.")
@click.option("--desk", metavar="ID", default="main", show_default=True, help="Whose they are.")
@click.option("--all-desks", is_flag=True, help="An admin of all desks.")
@click.option(
    "--hours", metavar="N", type=click.IntRange(1, 720), default=72, show_default=True, help="It holds so long."
)
def person_invite(name: str, role: str, desk: str, all_desks: bool, hours: int) -> None:
    """Let NAME choose a password by a code that works once. Whoever has one keeps it until then."""
    from service.cli.granting import invite  # noqa: PLC0415

    invite(name, role, None if all_desks else desk, hours)


@person.command("list")
def person_list() -> None:
    """Show who was invited, and who has joined."""
    from service.cli.granting import list_people  # noqa: PLC0415

    list_people()


@person.command("remove")
@click.argument("id")
def person_remove(id: str) -> None:
    """Let the person of this ID in no more, from the next request on."""
    from service.cli.granting import remove_person  # noqa: PLC0415

    remove_person(id)
