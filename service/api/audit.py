"""The audit trail is read: who did what, when and from where."""

from datetime import UTC, date, datetime, time, timedelta

from flask import Response, request

from service.api.access import caller
from service.api.bodies import written
from service.api.openapi import Parameter, Route
from service.api.queries import CURSOR, LIMIT, which_page
from service.bootstrap import Application
from service.domain import AuditEntry, Frozen, Scope
from service.errors import BadInput, StoreUnavailable
from service.store.audit import AuditFilter


class AuditPage(Frozen):
    """Entries, newest first. `next_cursor` leads to those before them; None: there are none."""

    entries: tuple[AuditEntry, ...]
    next_cursor: int | None


def show_audit(application: Application) -> Response:
    which = AuditFilter(
        desk=caller().desk,
        who=request.args.get("who"),
        action=request.args.get("action"),
        since=_midnight("from"),
        until=_midnight("to", timedelta(days=1)),
    )
    entries, following = application.store.audit.page(which, *which_page())
    return written(AuditPage(entries=entries, next_cursor=following))


SHOW_AUDIT = Route(
    "GET",
    "/v1/audit",
    show_audit,
    "Who did what, newest first: of one's own desk, or of all for an admin of all.",
    needs=Scope.ADMIN,
    gives=AuditPage,
    parameters=(
        Parameter(name="who", place="query", description="Only what this key or person did, by its name."),
        Parameter(name="action", place="query", description="Only this, such as `put_entry`."),
        Parameter(name="from", place="query", description="On this day (UTC) or later."),
        Parameter(name="to", place="query", description="On this day (UTC) or earlier."),
        LIMIT,
        CURSOR,
    ),
    problems=(BadInput, StoreUnavailable),
    audited=lambda: True,
)


def _midnight(name: str, later: timedelta = timedelta()) -> datetime | None:
    """The beginning of a day that the query names, or so much later. Raises BadInput."""
    told = request.args.get(name)
    try:
        return datetime.combine(date.fromisoformat(told), time(), UTC) + later if told else None
    except (ValueError, OverflowError) as error:
        raise BadInput(f"The query's {name} is a day such as 2024-06-10, not {(told or '')[:40]!r}.", name) from error
