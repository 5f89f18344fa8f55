"""Keep people who sign in: invited, with a password or by single sign-on; and their sessions, by a hash."""

import secrets
import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from service.domain import DeskRole, Person
from service.errors import NotAllowed, NotFound, NotSignedIn
from service.store.access_tables import PEOPLE, SESSIONS
from service.store.audit import Telling, untold
from service.store.database import Database
from service.store.passwords import hashed, matches

SECRET_BYTES = 32
# How late the moment of a session's last use may be.
SEEN_EVERY = timedelta(minutes=1)


class PeopleStore:
    """People and sessions. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def invite(
        self, name: str, role: DeskRole, desk: str | None, until: datetime, also: Telling = untold
    ) -> tuple[Person, str]:
        """Let somebody choose a password, once and until a moment; and the code by which they do. Whoever is known by
        this name keeps the former password until then."""
        told = secrets.token_urlsafe(SECRET_BYTES)
        row = {
            "name": name,
            "role": role,
            "desk": desk,
            "invitation": _hash(told),
            "invited_until": until,
            "removed_at": None,
        }
        return self._put(_login(name), row, also), told

    def accept(self, invitation: str, password: str) -> Person:
        """The password of whoever holds an invitation, which is used up. Raises NotSignedIn."""
        kept, now = hashed(password), self._database.now()
        open_ = PEOPLE.c.invitation == _hash(invitation), PEOPLE.c.invited_until > now, PEOPLE.c.removed_at.is_(None)
        with self._database.writing() as connection:
            row = connection.execute(select(PEOPLE).where(*open_)).one_or_none()
            if row is None:
                raise NotSignedIn("There is no such invitation, or it was used, or its time is over.", given=True)
            used = {"invitation": None, "invited_until": None, "password": kept}
            connection.execute(update(PEOPLE).where(PEOPLE.c.id == row.id).values(used))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.person_id == row.id))
        return self.get(row.id)

    def named(self, name: str) -> Person | None:
        """Who signs in with a password under a name, if anybody does."""
        row = self._row(PEOPLE.c.login == _login(name))
        return _person(row) if row is not None and row.removed_at is None else None

    def by_password(self, name: str, password: str) -> Person | None:
        """Who signs in so, if anybody does. It takes as long for a name that nobody has."""
        row = self._row(PEOPLE.c.login == _login(name))
        kept = row.password if row is not None and row.removed_at is None else None
        return _person(row) if matches(kept, password) and row is not None else None

    def signed_on(self, subject: str, name: str, role: DeskRole, desk: str | None) -> Person:
        """Whom an OpenID provider tells of, by its own word for them, as they are now. Raises NotAllowed for somebody
        who was removed here."""
        row = {"name": name, "role": role, "desk": desk}
        found = self._put(f"sso {sha256(subject.encode()).hexdigest()}", row)
        if found.removed_at is not None:
            raise NotAllowed(f"{found.name} was removed here.")
        return found

    def get(self, id: str) -> Person:
        """The person of an id. Raises NotFound."""
        row = self._row(PEOPLE.c.id == id)
        if row is None:
            raise NotFound(f"There is no person {id[:80]!r}.")
        return _person(row)

    def all(self) -> tuple[Person, ...]:
        """Everybody who was ever invited or signed on, the last one first."""
        with self._database.reading() as connection:
            return tuple(map(_person, connection.execute(select(PEOPLE).order_by(PEOPLE.c.number.desc()))))

    def any(self) -> bool:
        """Whether somebody ever was."""
        with self._database.reading() as connection:
            return connection.scalar(select(PEOPLE.c.number).limit(1)) is not None

    def remove(self, id: str, also: Telling = untold) -> Person:
        """Let somebody in no more: password, invitation and sessions go, from the next request on. Raises NotFound."""
        self.get(id)
        with self._database.writing() as connection:
            self._remove(connection, PEOPLE.c.id == id)
            also(connection, id)
        return self.get(id)

    def remove_all(self, connection: Connection, desk: str) -> None:
        """The same for everybody of a desk, within somebody's transaction."""
        self._remove(connection, PEOPLE.c.desk == desk)

    def _remove(self, connection: Connection, which: ColumnElement[bool]) -> None:
        gone = {"password": None, "invitation": None, "invited_until": None, "removed_at": self._database.now()}
        connection.execute(delete(SESSIONS).where(SESSIONS.c.person_id.in_(select(PEOPLE.c.id).where(which))))
        connection.execute(update(PEOPLE).where(which, PEOPLE.c.removed_at.is_(None)).values(gone))

    # ------------------------------------------------------------ sessions

    def begin_session(self, person: Person, lasts: timedelta) -> str:
        """What the browser is to show from now on."""
        told, now = secrets.token_urlsafe(SECRET_BYTES), self._database.now()
        row = {"hash": _hash(told), "person_id": person.id, "seen_at": now, "expires_at": now + lasts}
        with self._database.writing() as connection:
            connection.execute(insert(SESSIONS).values(row))
        return told

    def in_session(self, told: str, idle: timedelta) -> Person | None:
        """Whose session it is, unless it is over, or was not used for so long."""
        now = self._database.now()
        holds = SESSIONS.c.hash == _hash(told), SESSIONS.c.expires_at > now, SESSIONS.c.seen_at > now - idle
        of = select(PEOPLE, SESSIONS.c.seen_at).join(SESSIONS, SESSIONS.c.person_id == PEOPLE.c.id)
        with self._database.reading() as connection:
            row = connection.execute(of.where(*holds, PEOPLE.c.removed_at.is_(None))).one_or_none()
        if row is None:
            return None
        if now - row.seen_at >= SEEN_EVERY:
            with self._database.writing() as connection:
                connection.execute(update(SESSIONS).where(SESSIONS.c.hash == _hash(told)).values(seen_at=now))
        return _person(row)

    def end_session(self, told: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == _hash(told)))

    def prune(self, connection: Connection) -> None:
        """Forget sessions that are over, within somebody's transaction."""
        connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= self._database.now()))

    # ------------------------------------------------------------

    def _put(self, login: str, row: dict[str, Any], also: Telling = untold) -> Person:
        """A person under a login, new or as they stand now. What a removed one could do, a new one has to be given."""
        new = {"id": f"per_{secrets.token_hex(8)}", "login": login, "created_at": self._database.now()}
        put = self._database.insert(PEOPLE).values(new | row).on_conflict_do_update(index_elements=["login"], set_=row)
        with self._database.writing() as connection:
            connection.execute(put)
            also(connection, connection.scalar(select(PEOPLE.c.id).where(PEOPLE.c.login == login)) or "")
        found = self._row(PEOPLE.c.login == login)
        if found is None:
            raise NotFound(f"There is no person {row['name'][:80]!r}.")
        return _person(found)

    def _row(self, which: Any) -> Row[Any] | None:
        with self._database.reading() as connection:
            return connection.execute(select(PEOPLE).where(which)).one_or_none()


def _login(name: str) -> str:
    """A name as its spellings share it: whatever case and width, and however it is spaced."""
    return f"password {' '.join(unicodedata.normalize('NFKC', name).casefold().split())}"


def _hash(told: str) -> str:
    return sha256(told.encode()).hexdigest()


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        role=DeskRole(row.role),
        desk=row.desk,
        joined=row.removed_at is None and (row.password is not None or row.login.startswith("sso ")),
        invited_until=row.invited_until,
        created_at=row.created_at,
        removed_at=row.removed_at,
    )
