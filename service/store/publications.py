"""Keep which claims were accepted, and what other houses' systems have of them. Whatever sets a publication on its way
puts its task on the queue in the same transaction, and at any time there is one task at most for it."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from service.domain import (
    Acceptance,
    AcceptanceState,
    AcceptedClaim,
    Article,
    Destination,
    Frozen,
    Publication,
    PublicationState,
    StandingClaim,
)
from service.domain.publishing import TIP_PREFIX
from service.store.database import Database, Outbox, paged
from service.store.tables import ACCEPTED_CLAIMS, PUBLICATIONS, REPORTS

# What the engine calls one try to publish.
KIND = "publication"
# Those that have one page an article, and not one a claim.
BY_ARTICLE = frozenset({Destination.GOOGLE, Destination.CHECK_TIPS})


class DuePublication(Frozen):
    """A try that is to be made now: what stands of the claims that it is about, and by what ids they are known
    there."""

    destination: Destination
    subject: str
    round: int
    wanted: int
    tries: int
    claims: tuple[StandingClaim, ...]
    remote: dict[str, str]


class PublicationOutcome(Frozen):
    """What came of a try. `again_s`: seconds after which the next one is made (None: none is)."""

    state: PublicationState
    remote: dict[str, str]
    error: str | None = None
    again_s: float | None = None


class PublicationStore:
    """Accepted claims and publications. Serves many threads. Raises StoreUnavailable whenever the database does not
    answer."""

    def __init__(self, database: Database, outbox: Outbox, unasked: Sequence[Destination] = ()) -> None:
        """`unasked` are the destinations to which a claim goes when an editor accepts it, with nobody asking."""
        self._database, self._outbox, self._unasked = database, outbox, tuple(unasked)

    # ------------------------------------------------------------ what is accepted

    def heed(self, connection: Connection, changes: Iterable[Acceptance]) -> None:
        """Within somebody's transaction, keep what changed, and set it on its way to the destinations that nobody has
        to ask for."""
        known = [one for one in changes if self._keep(connection, one)]
        for destination in self._unasked:
            if destination is not Destination.CHECK_TIPS:
                self._want(connection, destination, known)
        self._tell(connection, self._tips(connection, {one.article_id for one in known}))

    def report_made(self, connection: Connection, article: Article) -> None:
        """Within somebody's transaction, have the tip that an article was be told of its report."""
        if (article.external_id or "").startswith(TIP_PREFIX):
            self._tell(connection, [article.id])

    def ask(
        self, destination: Destination, claims: Sequence[Acceptance], also: Callable[[Connection], None]
    ) -> tuple[Publication, ...]:
        """Set claims on their way that an editor accepted, and what belongs to it in the same transaction: the
        publications that are about them."""
        with self._database.writing() as connection:
            for one in claims:
                self._keep(connection, one)
            self._want(connection, destination, claims, at_once=True)
            wanted = (PUBLICATIONS.c.destination == destination, PUBLICATIONS.c.subject.in_(_by(destination, claims)))
            rows = connection.execute(select(PUBLICATIONS).where(*wanted).order_by(PUBLICATIONS.c.subject)).all()
            also(connection)
        return tuple(map(_publication, rows))

    def accepted(
        self, before: int | None, limit: int, since: datetime | None = None
    ) -> tuple[tuple[StandingClaim, ...], int | None]:
        """Claims that may go out as they are, those first that were accepted last for the first time, and where the
        next page begins (None: this is the last). `since`: only those that changed at this moment or later."""
        query = _accepted(since)
        with self._database.reading() as connection:
            rows, following = paged(connection, query, ACCEPTED_CLAIMS.c.number, before, limit)
        return tuple(map(_standing, rows)), following

    def accepted_between(self, since: datetime | None, until: datetime | None) -> Iterator[StandingClaim]:
        """The same without pages, those that changed within these moments."""
        query = _accepted(since)
        if until is not None:
            query = query.where(ACCEPTED_CLAIMS.c.changed_at <= until)
        newest = query.order_by(ACCEPTED_CLAIMS.c.number.desc()).execution_options(yield_per=100)
        with self._database.reading() as connection:
            yield from map(_standing, connection.execute(newest))

    def page(
        self, state: PublicationState | None = None, destination: Destination | None = None, limit: int = 50
    ) -> tuple[Publication, ...]:
        """Publications, those first that changed last."""
        query: Select[Any] = select(PUBLICATIONS)
        if state is not None:
            query = query.where(PUBLICATIONS.c.state == state)
        if destination is not None:
            query = query.where(PUBLICATIONS.c.destination == destination)
        newest = query.order_by(PUBLICATIONS.c.changed_at.desc(), PUBLICATIONS.c.subject).limit(limit)
        with self._database.reading() as connection:
            return tuple(map(_publication, connection.execute(newest)))

    def prune(self, connection: Connection) -> None:
        """Forget the claims of articles of which no report is kept, and where they were published."""
        kept = select(REPORTS.c.article_id)
        for table in (ACCEPTED_CLAIMS, PUBLICATIONS):
            connection.execute(delete(table).where(table.c.article_id.not_in(kept)))

    # ------------------------------------------------------------ tries

    def due(self, destination: Destination, subject: str, round: int) -> DuePublication | None:
        """The try of this round, if it is still to be made: it is begun then."""
        with self._database.writing() as connection:
            row = self._locked(connection, destination, subject, round)
            if row is None:
                return None
            connection.execute(update(PUBLICATIONS).where(*_one(destination, subject)).values(begun=1))
            own = ACCEPTED_CLAIMS.c.article_id if destination in BY_ARTICLE else ACCEPTED_CLAIMS.c.claim_id
            query = select(ACCEPTED_CLAIMS).where(own == subject).order_by(ACCEPTED_CLAIMS.c.number)
            return DuePublication(
                destination=destination,
                subject=subject,
                round=round,
                wanted=row.wanted,
                tries=row.tries,
                claims=tuple(map(_standing, connection.execute(query))),
                remote=json.loads(row.remote),
            )

    def found(self, due: DuePublication, remote: dict[str, str]) -> None:
        """Keep by what ids it is known there as soon as they are, whatever becomes of the rest of the try."""
        with self._database.writing() as connection:
            if self._locked(connection, due.destination, due.subject, due.round) is not None:
                told = update(PUBLICATIONS).where(*_one(due.destination, due.subject))
                connection.execute(told.values(remote=json.dumps(remote)))

    def record(self, due: DuePublication, outcome: PublicationOutcome) -> None:
        """Keep what came of a try, once. What somebody wanted meanwhile is set on its way then."""
        with self._database.writing() as connection:
            row = self._locked(connection, due.destination, due.subject, due.round)
            if row is None:
                return
            wanted_since = row.wanted != due.wanted
            again_s = 0.0 if wanted_since else outcome.again_s
            values = {
                "remote": json.dumps(outcome.remote),
                "error": outcome.error,
                "state": outcome.state if again_s is None else PublicationState.PENDING,
                "tries": 0 if wanted_since else row.tries + 1,
            }
            self._set(connection, due.destination, due.subject, row.round, again_s, **values)

    # ------------------------------------------------------------ within a transaction

    def _keep(self, connection: Connection, one: Acceptance) -> bool:
        """Keep what stands of a claim; whether it was ever accepted."""
        own, now = ACCEPTED_CLAIMS.c.claim_id == one.claim_id, self._database.now()
        self._database.alone(connection, f"accepted {self._database.desk} {one.claim_id}")
        row = connection.execute(select(ACCEPTED_CLAIMS).where(own)).one_or_none()
        told = one.claim.model_dump_json() if one.claim else None
        if row is None and told is None:
            return False
        if row is None:
            first = {"claim_id": one.claim_id, "article_id": one.article_id, "claim": told, "state": one.state}
            connection.execute(insert(ACCEPTED_CLAIMS).values(**first, changed_at=now))
        elif (row.state, row.claim) != (one.state, told or row.claim):
            changed = {"claim": told or row.claim, "state": one.state, "changed_at": now}
            connection.execute(update(ACCEPTED_CLAIMS).where(own).values(changed))
        return True

    def _want(
        self, connection: Connection, destination: Destination, claims: Iterable[Acceptance], *, at_once: bool = False
    ) -> None:
        """Set on its way what has no task. A try that is being made sees to what is wanted meanwhile when it ends; one
        that waits for its turn tells what stands then, unless somebody wants it `at_once`."""
        for subject, article in _by(destination, claims).items():
            self._database.alone(connection, f"publish {self._database.desk} {destination} {subject}")
            row = connection.execute(select(PUBLICATIONS).where(*_one(destination, subject))).one_or_none()
            if row is None:
                self._add(connection, destination, subject, article)
            elif row.state == PublicationState.PENDING and (row.begun or not at_once):
                told = update(PUBLICATIONS).where(*_one(destination, subject))
                connection.execute(told.values(wanted=row.wanted + 1))
            else:
                fresh = {"state": PublicationState.PENDING, "wanted": row.wanted + 1, "tries": 0, "error": None}
                self._set(connection, destination, subject, row.round, 0.0, **fresh)

    def _tips(self, connection: Connection, articles: Iterable[str]) -> Sequence[str]:
        """Those of these articles that were told of before."""
        own = (PUBLICATIONS.c.destination == Destination.CHECK_TIPS, PUBLICATIONS.c.subject.in_(articles))
        return connection.scalars(select(PUBLICATIONS.c.subject).where(*own)).all()

    def _tell(self, connection: Connection, articles: Iterable[str]) -> None:
        if Destination.CHECK_TIPS in self._unasked:
            stands = {id: Acceptance(claim_id="", article_id=id, state=AcceptanceState.WITHDRAWN) for id in articles}
            self._want(connection, Destination.CHECK_TIPS, stands.values())

    def _add(self, connection: Connection, destination: Destination, subject: str, article: str) -> None:
        row = {
            "destination": destination,
            "subject": subject,
            "article_id": article,
            "state": PublicationState.PENDING,
            "round": 0,
            "wanted": 1,
            "begun": 0,
            "tries": 0,
            "remote": "{}",
            "changed_at": self._database.now(),
        }
        connection.execute(insert(PUBLICATIONS).values(row))
        self._set(connection, destination, subject, 0, 0.0)

    def _set(
        self,
        connection: Connection,
        destination: Destination,
        subject: str,
        round: int,
        again_s: float | None,
        **values: Any,
    ) -> None:
        """How a publication stands after a round, and the task of the next one, if there is to be one."""
        now = self._database.now()
        goes_on = {"next_at": None} if again_s is None else {"next_at": now + timedelta(seconds=again_s)}
        next_round = round if again_s is None else round + 1
        told = update(PUBLICATIONS).where(*_one(destination, subject))
        connection.execute(told.values(**values, **goes_on, round=next_round, begun=0, changed_at=now))
        if again_s is not None:
            task = f"{self._database.desk} {destination} {subject} {next_round}"
            self._outbox.put(connection, KIND, f"pub_{secrets.token_hex(12)}", task, again_s)

    def _locked(self, connection: Connection, destination: Destination, subject: str, round: int) -> Row[Any] | None:
        """The publication, which nobody else changes until this transaction ends, if it is in this round."""
        query = select(PUBLICATIONS).where(
            *_one(destination, subject),
            PUBLICATIONS.c.round == round,
            PUBLICATIONS.c.state == PublicationState.PENDING,
        )
        self._database.alone(connection, f"publish {self._database.desk} {destination} {subject}")
        return connection.execute(query).one_or_none()


def _one(destination: Destination, subject: str) -> tuple[Any, Any]:
    return PUBLICATIONS.c.destination == destination, PUBLICATIONS.c.subject == subject


def _by(destination: Destination, claims: Iterable[Acceptance]) -> dict[str, str]:
    """What is published there of these claims, and of which article each is, in an order that all keep."""
    subjects = {one.article_id if destination in BY_ARTICLE else one.claim_id: one.article_id for one in claims}
    return dict(sorted(subjects.items()))


def _accepted(since: datetime | None) -> Select[Any]:
    accepted = select(ACCEPTED_CLAIMS).where(ACCEPTED_CLAIMS.c.state == AcceptanceState.ACCEPTED)
    return accepted if since is None else accepted.where(ACCEPTED_CLAIMS.c.changed_at >= since)


def _standing(row: Row[Any]) -> StandingClaim:
    return StandingClaim(
        number=row.number,
        claim=AcceptedClaim.model_validate_json(row.claim),
        state=AcceptanceState(row.state),
        changed_at=row.changed_at,
    )


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        destination=Destination(row.destination),
        subject=row.subject,
        article_id=row.article_id,
        state=PublicationState(row.state),
        remote=json.loads(row.remote),
        tries=row.tries,
        error=row.error,
        next_at=row.next_at,
        changed_at=row.changed_at,
    )
