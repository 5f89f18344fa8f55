"""`claimtrace desk`: newsrooms that share an installation are added, shown, limited and erased."""

import click
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from service.bootstrap import open_store
from service.cli.granting import telling
from service.domain import DeskLimits, DeskName, NewsDesk
from service.errors import BadInput
from service.settings import settings_from_environment
from service.store import Store

NAME = TypeAdapter(DeskName)
UNSET = "-"


def add(name: str) -> None:
    try:
        NAME.validate_python(name)
    except ValidationError as error:
        raise BadInput(f"{name!r} is no name of a desk: lower-case letters, digits and hyphens, 32 at most.") from error
    store = _store()
    store.desks.add(name, telling(store, name, "add_desk"))
    click.echo(f"The desk {name} is there.")


def show() -> None:
    store = _store()
    for desk in store.desks.all():
        click.echo(_told(store.of(desk.name), desk))


def limit(name: str, changed: dict[str, str | None]) -> None:
    """What is None stays as it was; `-` is as the settings have it."""
    store = _store()
    told = {field: None if value == UNSET else value for field, value in changed.items() if value is not None}
    try:
        limits = DeskLimits.model_validate(store.desks.get(name).limits.model_dump() | told)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"--{str(first['loc'][0]).replace('_', '-')}: {first['msg']}.") from error
    click.echo(_told(store.of(name), store.desks.limit(name, limits, telling(store, name, "limit_desk"))))


def remove(name: str, *, asked: bool) -> None:
    store = _store()
    told = _told(store.of(name), store.desks.get(name))
    if not asked:
        click.confirm(f"{told}\nErase all of it, for good?", abort=True, err=True)
    on_trail = telling(store, name, "erase_desk")

    def also(connection: Connection, target: str) -> None:
        store.keys.revoke_all(connection, name)
        store.people.remove_all(connection, name)
        on_trail(connection, target)

    erased = store.desks.remove(name, also)
    click.echo(f"Erased: {erased:,} rows of the desk {name}.")


def _store() -> Store:
    return open_store(settings_from_environment().database_url)


def _told(store: Store, desk: NewsDesk) -> str:
    jobs, reports, documents = store.counted()
    limits = [f"{name.replace('_', ' ')} {value:g}" for name, value in desk.limits.model_dump().items() if value]
    return ", ".join((f"{desk.name}: {jobs:,} jobs", f"{reports:,} reports", f"{documents:,} documents", *limits))
