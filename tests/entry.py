"""Every route held against every kind of caller: `python -m tests.entry` prints the table that the test keeps."""

import re
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from flask.testing import FlaskClient

from service.api import OPEN, ROUTES, create_app
from service.bootstrap import Application, open_application
from service.domain import Audience, Need, Scope
from service.settings import Settings

IN = "in"
ADMINS = {"admin", "admin of another desk", "admin of all desks"}
SCOPES = tuple(scope for scope in Scope if scope is not Scope.ADMIN)


class Row(NamedTuple):
    """A route, and what each kind of caller is told: `in`, or a status with the scope that is missing. `everywhere`: it
    is about all desks, and for those alone who are of all."""

    route: str
    needs: Need
    everywhere: bool
    told: dict[str, str]

    @property
    def wanted(self) -> dict[str, str]:
        """What they should be told, by the need alone."""
        if self.needs is Audience.ALL:
            return dict.fromkeys(self.told, IN)
        let_in = {"admin of all desks"} if self.everywhere else {self.needs, *ADMINS}
        return {kind: _wanted(kind, self.needs, let_in) for kind in self.told}


def _wanted(kind: str, need: Need, let_in: Collection[str]) -> str:
    if kind in {"no key", "wrong", "of another's id", "revoked", "expired"}:
        return "401"
    return IN if isinstance(need, Audience) or kind in let_in else f"403 {need}"


def opened(folder: Path) -> Application:
    """A service with two desks."""
    application = open_application(Settings(database_url=f"sqlite:///{folder / 'entry.db'}", requests_a_minute=None))
    application.store.workers.join("hale")
    application.store.desks.add("hill")
    return application


def callers(application: Application) -> dict[str, str | None]:
    """A key of each kind; None: no key. One with each scope alone has every other scope missing."""
    store = application.store
    add = store.keys.add
    one, _ = add("one", SCOPES, "main")
    gone, revoked = add("gone", (Scope.ADMIN,), "main")
    store.keys.revoke(gone.id)
    past = store.database.now() - timedelta(seconds=1)
    return {
        "no key": None,
        "wrong": "sesame",
        "of another's id": f"{one.id}_{'a' * 43}",
        "revoked": revoked,
        "expired": add("late", (Scope.ADMIN,), "main", expires_at=past)[1],
        **{scope: add(scope, (scope,), "main")[1] for scope in SCOPES},
        "admin": add("chief", (Scope.ADMIN,), "main")[1],
        "admin of another desk": add("other", (Scope.ADMIN,), "hill")[1],
        "admin of all desks": add("all", (Scope.ADMIN,), None)[1],
    }


def table(door: FlaskClient, keys: Mapping[str, str | None]) -> Iterator[Row]:
    """A row for each route, with that of the contract itself."""
    for route in ROUTES:
        told = {kind: entry(door, route.method, route.path, key) for kind, key in keys.items()}
        yield Row(f"{route.method} {route.path}", route.needs, route.everywhere, told)
    told = {kind: entry(door, "GET", "/openapi.json", key) for kind, key in keys.items()}
    yield Row("GET /openapi.json", OPEN["openapi"], everywhere=False, told=told)


def entry(door: FlaskClient, method: str, path: str, key: str | None) -> str:
    """The route is asked with nothing that it wants: whoever is let in gets some other answer than a refusal."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = door.open(re.sub(r"<\w+>", "none", path), method=method, headers=headers)
    challenge = answer.headers.get("WWW-Authenticate", "")
    if answer.status_code not in {401, 403} or not challenge.startswith('Bearer realm="claimtrace"'):
        return IN
    scope = re.search(r'scope="([^"]+)"', challenge)
    return f"{answer.status_code} {scope[1]}" if scope else str(answer.status_code)


def printed(rows: list[Row]) -> str:
    """The table in Markdown."""
    kinds = list(rows[0].told)
    head = ["| route | needs | " + " | ".join(kinds) + " |", "|" + "---|" * (2 + len(kinds))]
    lines = (f"| `{row.route}` | {row.needs} | " + " | ".join(row.told.values()) + " |" for row in rows)
    return "\n".join((*head, *lines))


if __name__ == "__main__":
    house = opened(Path(tempfile.mkdtemp()))
    sys.stdout.write(printed(list(table(create_app(house).test_client(), callers(house)))) + "\n")
