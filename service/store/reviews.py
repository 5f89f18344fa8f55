"""Keep what desks do with reports: acts, of which none is ever changed, and what was read for them since."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from service.domain import Act, AddClaim, AddDocument, Judging, ReviewEvent
from service.errors import ChangedMeanwhile
from service.store.database import Database, Outbox
from service.store.tables import REPORTS, REVIEW_ACTS

# What the engine calls the judging of what a desk added to a report.
KIND = "review"
ACT: TypeAdapter[Act] = TypeAdapter(Act)
TOLD = 5  # acts that a refusal names, of those that were done meanwhile

Also = Callable[[Connection], None]


class ReviewStore:
    """Acts by report and number. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database, self._outbox = database, outbox

    def of(self, report_id: str) -> tuple[ReviewEvent, ...]:
        """Every act, in the order in which they were done."""
        with self._database.reading() as connection:
            return self.of_in(connection, report_id)

    def reports(self) -> tuple[str, ...]:
        """The ids of the reports with which something was done, in their order."""
        with self._database.reading() as connection:
            ids = select(REVIEW_ACTS.c.report_id).distinct().order_by(REVIEW_ACTS.c.report_id)
            return tuple(connection.scalars(ids))

    def of_in(self, connection: Connection, report_id: str) -> tuple[ReviewEvent, ...]:
        """The same within somebody's transaction."""
        own = select(REVIEW_ACTS).where(REVIEW_ACTS.c.report_id == report_id).order_by(REVIEW_ACTS.c.number)
        return tuple(map(_event, connection.execute(own)))

    def append(self, report_id: str, event: ReviewEvent, also: Also = lambda _: None) -> None:
        """One act more, of the next number, and what belongs to it in the same transaction. What it adds is put on its
        way to be judged. Raises ChangedMeanwhile where another has that number."""
        with self._database.writing() as connection:
            self._database.alone(connection, f"review {report_id}")
            self.expect(connection, report_id, event.number - 1)
            row = {
                "report_id": report_id,
                "number": event.number,
                "who": event.who,
                "at": event.at,
                "act": event.act.model_dump_json(),
            }
            connection.execute(insert(REVIEW_ACTS).values(row))
            self._have_judged(connection, report_id, event)
            also(connection)

    def expect(self, connection: Connection, report_id: str, seen: int) -> None:
        """Raises ChangedMeanwhile, which says what was done since, unless `seen` is the number of the last act."""
        last = select(func.max(REVIEW_ACTS.c.number)).where(REVIEW_ACTS.c.report_id == report_id)
        if (connection.scalar(last) or 0) != seen:
            raise ChangedMeanwhile(changed_since(self.of_in(connection, report_id), seen))

    def keep(self, report_id: str, number: int, judged: Judging, also: Also = lambda _: None) -> bool:
        """What was read for an act, once; whether it was kept, and with it what belongs to it."""
        with self._database.writing() as connection:
            self._database.alone(connection, f"review {report_id}")
            own = REVIEW_ACTS.c.report_id == report_id, REVIEW_ACTS.c.number == number, REVIEW_ACTS.c.judged.is_(None)
            kept = connection.execute(update(REVIEW_ACTS).where(*own).values(judged=judged.model_dump_json())).rowcount
            if kept:
                also(connection)
            return bool(kept)

    def carry(self, connection: Connection, former: str, report_id: str) -> None:
        """Let the report that takes another's place have its acts, within somebody's transaction. What was not judged
        by then is judged for the new one."""
        for event in self.of_in(connection, former):
            row = {
                "report_id": report_id,
                "number": event.number,
                "who": event.who,
                "at": event.at,
                "act": event.act.model_dump_json(),
                "judged": event.judged.model_dump_json() if event.judged else None,
            }
            connection.execute(insert(REVIEW_ACTS).values(row))
            self._have_judged(connection, report_id, event)

    def _have_judged(self, connection: Connection, report_id: str, event: ReviewEvent) -> None:
        if event.judged is None and isinstance(event.act, AddClaim | AddDocument):
            task = f"{self._database.desk} {report_id} {event.number}"
            self._outbox.put(connection, KIND, f"{KIND}-{report_id}-{event.number}", task)

    def prune(self, connection: Connection) -> None:
        """Forget the acts of reports that are there no more."""
        connection.execute(delete(REVIEW_ACTS).where(REVIEW_ACTS.c.report_id.not_in(select(REPORTS.c.id))))


def version(events: Sequence[ReviewEvent]) -> str:
    """What changes whenever the report that a desk sees does: the number of the last act, and how many had something
    read for them since."""
    judged = sum(one.judged is not None for one in events)
    return f"{events[-1].number if events else 0}.{judged}"


def changed_since(events: Sequence[ReviewEvent], seen: int) -> str:
    """What was done to a report after an act."""
    since = [one for one in events if one.number > seen]
    if not since:
        return f"Act {events[-1].number if events else 0} is the last one, and not {seen}."
    told = "; ".join(f"act {one.number}, {one.act.kind}{_about(one)}, by {one.who}" for one in since[:TOLD])
    more = f"; and {len(since) - TOLD} more" if len(since) > TOLD else ""
    return f"The report was changed since act {seen}: {told}{more}."


def _about(event: ReviewEvent) -> str:
    claim = getattr(event.act, "claim", None) or next(iter(getattr(event.act, "claims", ())), None)
    number = getattr(event.act, "number", None)
    return f" of {claim}" if claim else f" of act {number}" if number else ""


def _event(row: Row[Any]) -> ReviewEvent:
    judged = Judging.model_validate_json(row.judged) if row.judged else None
    return ReviewEvent(number=row.number, who=row.who, at=row.at, act=ACT.validate_json(row.act), judged=judged)
