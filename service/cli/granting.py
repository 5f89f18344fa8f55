"""`claimtrace key`, `person` and `audit`: who may enter is said and taken back, and the audit trail is written out."""

import getpass
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import click
from pydantic import ValidationError

from service.bootstrap import open_store
from service.domain import ApiKey, DaySpending, DeskLimits, DeskRole, KeyLimits, Person, Scope
from service.errors import BadInput
from service.exports.safe import one_line
from service.settings import settings_from_environment
from service.store import Store
from service.store.audit import AuditFilter, Telling

Limited = TypeVar("Limited", KeyLimits, DeskLimits)
UNSET = "-"
COMMAND_LINE = "command_line"
LONGEST_NAME = 200


def add_key(
    name: str,
    scopes: tuple[str, ...],
    desk: str | None,
    days: int | None,
    requests_a_minute: int | None,
    limits: dict[str, str | None],
) -> None:
    granted = tuple(map(Scope, scopes))
    if desk is None and Scope.ADMIN not in granted:
        raise BadInput("--all-desks goes with --scope admin.")
    held, store = changed_limits(KeyLimits(), limits), _of(desk)
    until = store.database.now() + timedelta(days=days) if days else None
    also = telling(store, desk, "add_key")
    made, told = store.keys.add(said(name), granted, desk, until, requests_a_minute, also, held)
    click.echo(told)
    click.echo(f"Keep it: it is not shown again. Its id is {made.id}.", err=True)


def list_keys() -> None:
    settings = settings_from_environment()
    store = open_store(settings.database_url)
    now = store.database.now()
    spent = {one.api_key: one for one in store.of(None).spending.today(settings.day_budget)}
    for one in store.keys.all():
        click.echo(one_line(" · ".join((_shown(one, now), *told_spending(spent.get(one.id))))))


def limit_key(id: str, changed: dict[str, str | None]) -> None:
    """What is None stays as it was; `-` is no limit."""
    store = store_set()
    key = store.keys.get(id)
    limited = store.keys.limit(id, changed_limits(key.limits, changed), telling(store, key.desk, "limit_key"))
    click.echo(one_line(_shown(limited, store.database.now())))


def revoke_key(id: str) -> None:
    store = store_set()
    revoked = store.keys.revoke(id, telling(store, store.keys.get(id).desk, "revoke_key"))
    click.echo(one_line(f"{revoked.id} ({revoked.name}) lets nobody in any more."))


def invite(name: str, role: str, desk: str | None, hours: int) -> None:
    if desk is None and role != DeskRole.ADMIN:
        raise BadInput("--all-desks goes with --role admin.")
    store = _of(desk)
    until = store.database.now() + timedelta(hours=hours)
    also = telling(store, desk, "invite_person")
    person, code = store.people.invite(said(name), DeskRole(role), desk, until, also)
    click.echo(code)
    click.echo(one_line(f"For {person.name} ({person.id}), once, until {until:%Y-%m-%d %H:%M} UTC."), err=True)


def list_people() -> None:
    for one in store_set().people.all():
        click.echo(one_line(_told(one)))


def remove_person(id: str) -> None:
    store = store_set()
    gone = store.people.remove(id, telling(store, store.people.get(id).desk, "remove_person"))
    click.echo(one_line(f"{gone.name} ({gone.id}) is let in no more."))


def export_audit(since: str | None, until: str | None) -> None:
    store = store_set()
    which = AuditFilter(since=_midnight("--from", since), until=_midnight("--to", until, timedelta(days=1)))
    put_down(store, None, "export_audit", "audit")
    for entry in store.audit.oldest_first(which):
        click.echo(entry.model_dump_json())


def changed_limits(limits: Limited, changed: Mapping[str, str | None]) -> Limited:
    """Limits with those that an option names; `-`: none. Raises BadInput."""
    told = {field: None if value == UNSET else value for field, value in changed.items() if value is not None}
    try:
        return type(limits).model_validate(limits.model_dump() | told)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"--{str(first['loc'][0]).replace('_', '-')}: {first['msg']}.") from error


def told_spending(spent: DaySpending | None) -> Iterator[str]:
    """What was spent today, and of what."""
    if spent is None:
        return
    tokens, usd = spent.budget.tokens, spent.budget.usd
    yield f"today {spent.tokens:,} tokens{f' of {tokens:,}' if tokens is not None else ''}"
    yield f"{spent.usd:,.4f} US dollars{f' of {usd:,.10g}' if usd is not None else ''}"
    if spent.met:
        yield f"the budget is met until {spent.resets_at:%Y-%m-%d %H:%M} UTC"


def store_set() -> Store:
    return open_store(settings_from_environment().database_url)


def _of(desk: str | None) -> Store:
    """The store, if it has the desk. Raises NotFound."""
    store = store_set()
    if desk is not None:
        store.desks.get(desk)
    return store


def put_down(store: Store, desk: str | None, action: str, target: str) -> None:
    """What this command line did goes on the audit trail. Raises StoreUnavailable: then it is not to be done."""
    store.audit.add(operator(), COMMAND_LINE, desk, action, target)


def telling(store: Store, desk: str | None, action: str) -> Telling:
    """What puts an act of this command line on the trail within the act's own transaction."""
    return store.audit.telling(operator(), COMMAND_LINE, desk, action)


def operator() -> str:
    """Who uses the command line: by the setting, else by the name under which the system knows its user."""
    return settings_from_environment().operator or _user()


def said(name: str) -> str:
    """A name in one line, for people to read. Raises BadInput."""
    told = " ".join(name.split())
    if not told or len(told) > LONGEST_NAME or not told.isprintable():
        raise BadInput(f"A name has 1 to {LONGEST_NAME} characters that can be printed.")
    return told


def _shown(one: ApiKey, now: datetime) -> str:
    state = (
        f"revoked {one.revoked_at:%Y-%m-%d}"
        if one.revoked_at
        else f"expired {one.expires_at:%Y-%m-%d}"
        if one.expires_at and one.expires_at <= now
        else f"until {one.expires_at:%Y-%m-%d}"
        if one.expires_at
        else "for ever"
    )
    used = f"last used {one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "never used"
    desk = f"desk {one.desk}" if one.desk else "all desks"
    limits = (f"{name.replace('_', ' ')} {value:,}" for name, value in one.limits.model_dump().items() if value)
    return " · ".join((one.id, one.name, " ".join(one.scopes), desk, state, used, *limits))


def _told(one: Person) -> str:
    state = (
        f"removed {one.removed_at:%Y-%m-%d}"
        if one.removed_at
        else f"invited until {one.invited_until:%Y-%m-%d %H:%M}"
        if one.invited_until
        else "joined"
    )
    return " · ".join((one.id, one.name, one.role, f"desk {one.desk}" if one.desk else "all desks", state))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _midnight(option: str, told: str | None, later: timedelta = timedelta()) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(told), time(), UTC) + later if told else None
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{option} is a day such as 2024-06-10, not {told!r}.") from error
