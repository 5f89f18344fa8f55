"""`claimtrace desk`: newsrooms that share an installation are added, shown, limited and erased."""

import click
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from service.bootstrap import open_store
from service.cli.granting import changed_limits, telling, told_spending
from service.domain import DeskName, NewsDesk
from service.errors import BadInput
from service.settings import settings_from_environment
from service.store import Store

NAME = TypeAdapter(DeskName)


def add(name: str) -> None:
    try:
        NAME.validate_python(name)
    except ValidationError as error:
        raise BadInput(f"{name!r} is no name of a desk: lower-case letters, digits and hyphens, 32 at most.") from error
    store = _store()
    store.desks.add(name, telling(store, name, "add_desk"))
    click.echo(f"The desk {name} is there.")


def show() -> None:
    settings = settings_from_environment()
    store = open_store(settings.database_url)
    spent = {one.desk: one for one in store.of(None).spending.today(settings.day_budget) if one.api_key is None}
    for desk in store.desks.all():
        click.echo(", ".join((_told(store.of(desk.name), desk), *told_spending(spent.get(desk.name)))))


def limit(name: str, changed: dict[str, str | None]) -> None:
    """What is None stays as it was; `-` is as the settings have it."""
    store = _store()
    limits = changed_limits(store.desks.get(name).limits, changed)
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
    limits = [f"{name.replace('_', ' ')} {value:,}" for name, value in desk.limits.model_dump().items() if value]
    return ", ".join((f"{desk.name}: {jobs:,} jobs", f"{reports:,} reports", f"{documents:,} documents", *limits))
