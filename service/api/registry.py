"""The registry: what the desk knows of outlets and actors and of who stands with whom, shown, changed and tried out."""

import re
from datetime import datetime
from typing import Annotated, Any

from flask import Response, request
from pydantic import BaseModel, Field

from service.api.access import known_as
from service.api.bodies import UNREADABLE, json_body, written
from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import Frozen, RegistryEdit, RegistryKind, Scope
from service.domain.identity import normalised
from service.errors import (
    BadInput,
    ChangedMeanwhile,
    MatchMissing,
    NoProcess,
    NotFound,
    StoreUnavailable,
)
from service.intake.fields import Brought, Name
from service.intake.reading import read
from service.intake.registry import entry_from
from service.store.registry import Change
from service.work.rescoring import Preview, preview

WRITTEN, LOOKED_AT = 500, 200
KIND = Parameter(name="kind", place="path", description="Of what the entry tells.", choices=tuple(RegistryKind))
NAME = Parameter(name="name", place="path", description="The entry's name, however it is spelt.")
MATCH = Parameter(
    name="If-Match",
    place="header",
    description='The `ETag` of the entry that is changed, or `*`; "0" is one that stands in the file.',
)

TAG = re.compile(r'"(\d{1,18})"')

Told = Annotated[Name, Field(max_length=WRITTEN)]


class EntryOut(Frozen):
    """An entry as it stands: `edit` is the number of its last edit, and 0 where it is as the file has it."""

    kind: RegistryKind
    name: str
    edit: int
    entry: dict[str, Any]
    who: str | None = None
    why: str | None = None
    made_at: datetime | None = None


class EntryList(Frozen):
    entries: tuple[EntryOut, ...]


class History(Frozen):
    """Every edit of an entry, the first one first."""

    edits: tuple[RegistryEdit, ...]


class PreviewIn(Brought):
    """A change that is not made yet: `entry` null takes the entry out."""

    kind: RegistryKind
    name: Told
    entry: dict[str, Any] | None = Field(max_length=50)
    articles: int = Field(LOOKED_AT, ge=1, le=5_000, description="Of how many articles the last report is looked at.")


class EditIn(Brought):
    """An entry as it is to stand, and who has it so, and why."""

    entry: dict[str, Any] = Field(max_length=50)
    who: Told
    why: Told


def list_entries(application: Application, kind: str) -> Response:
    own = _kind(kind)
    wanted = normalised(request.args.get("q", "")[:WRITTEN])
    edits = {normalised(one.name): one for one in application.store.registry.standing() if one.kind is own}
    entries = application.verification.registry().entries(own)
    shown = (_out(own, entry, edits.get(key)) for key, entry in sorted(entries.items()) if wanted in key)
    return written(EntryList(entries=tuple(shown)))


def show_entry(application: Application, kind: str, name: str) -> Response:
    found = _found(application, _kind(kind), name)
    return written(found, headers={"ETag": f'"{found.edit}"'})


def show_history(application: Application, kind: str, name: str) -> Response:
    edits = application.store.registry.history(_kind(kind), name)
    if not edits:
        _found(application, _kind(kind), name)
    return written(History(edits=edits))


def put_entry(application: Application, kind: str, name: str) -> Response:
    given, own = read(EditIn, json_body()), _kind(kind)
    entry = entry_of(own, name, given.entry)
    before = _standing(application, own, name)
    change = Change(kind=own, name=entry["name"], entry=entry, seen=_seen(before))
    (edit,) = application.store.registry.edit([change], known_as(given.who) or given.who, given.why)
    told = EntryOut(edit=edit.number, **edit.model_dump(exclude={"number"}))
    headers = {"ETag": f'"{edit.number}"', "Location": request.path}
    return written(told, 200 if before else 201, headers)


def delete_entry(application: Application, kind: str, name: str) -> Response:
    before = _found(application, _kind(kind), name)
    change = Change(kind=before.kind, name=before.name, entry=None, seen=_seen(before))
    who, why = _asked("who"), _asked("why")
    application.store.registry.edit([change], known_as(who) or who, why)
    return Response(status=204)


def show_preview(application: Application) -> Response:
    given = read(PreviewIn, json_body())
    entry = None if given.entry is None else entry_of(given.kind, given.name, given.entry)
    edit = RegistryEdit(number=0, kind=given.kind, name=given.name, entry=entry, who="", why="", made_at=datetime.max)
    told = preview(application.store, application.verification, [edit], given.articles, application.writing)
    return written(told)


ROUTES = (
    Route(
        "GET",
        "/v1/registry/<kind>",
        list_entries,
        "The registry's entries of one kind, as its file has them and as the desk changed them.",
        needs=Scope.REPORTS_READ,
        gives=EntryList,
        parameters=(KIND, Parameter(name="q", place="query", description="Only those whose name holds it.")),
        problems=(NotFound, StoreUnavailable),
    ),
    Route(
        "GET",
        "/v1/registry/<kind>/<name>",
        show_entry,
        "One entry as it stands. Its `ETag` is what a change of it is made from.",
        needs=Scope.REPORTS_READ,
        gives=EntryOut,
        parameters=(KIND, NAME),
        problems=(NotFound, StoreUnavailable),
    ),
    Route(
        "GET",
        "/v1/registry/<kind>/<name>/history",
        show_history,
        "Every edit of one entry: who made it, when, and why.",
        needs=Scope.REPORTS_READ,
        gives=History,
        parameters=(KIND, NAME),
        problems=(NotFound, StoreUnavailable),
    ),
    Route(
        "PUT",
        "/v1/registry/<kind>/<name>",
        put_entry,
        "Add an entry, or put another in its place. Stored reports are weighed again, and no model is asked.",
        takes=EditIn,
        needs=Scope.REGISTRY_WRITE,
        gives=EntryOut,
        others={201: EntryOut},
        parameters=(KIND, NAME, MATCH),
        problems=(*UNREADABLE, NotFound, MatchMissing, ChangedMeanwhile, StoreUnavailable),
    ),
    Route(
        "DELETE",
        "/v1/registry/<kind>/<name>",
        delete_entry,
        "Take an entry out. Stored reports are weighed again, and no model is asked.",
        needs=Scope.REGISTRY_WRITE,
        gives=None,
        status=204,
        parameters=(
            KIND,
            NAME,
            MATCH,
            Parameter(name="who", place="query", description="Who has it so."),
            Parameter(name="why", place="query", description="Why."),
        ),
        problems=(NotFound, BadInput, MatchMissing, ChangedMeanwhile, StoreUnavailable),
    ),
    Route(
        "POST",
        "/v1/registry/preview",
        show_preview,
        "Which verdicts of stored reports a change of the registry would alter. Nothing is changed.",
        takes=PreviewIn,
        needs=Scope.REGISTRY_WRITE,
        gives=Preview,
        problems=(*UNREADABLE, NoProcess, StoreUnavailable),
    ),
)


def entry_of(kind: RegistryKind, name: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The entry as it is kept, under the name that the address has for it. Raises BadInput."""
    entry = entry_from(kind, {"name": name} | fields, "/entry")
    if normalised(entry["name"]) != normalised(name):
        raise BadInput(f"Should be {name[:80]!r}, as in the address.", "/entry/name")
    return entry


def _kind(told: str) -> RegistryKind:
    if told not in tuple(RegistryKind):
        raise NotFound(f"The registry holds {', '.join(RegistryKind)}, no {told[:80]!r}.")
    return RegistryKind(told)


def _standing(application: Application, kind: RegistryKind, name: str) -> EntryOut | None:
    entry = application.verification.registry().entries(kind).get(normalised(name))
    edits = application.store.registry.history(kind, name)
    return _out(kind, entry, edits[-1] if edits else None) if entry else None


def _found(application: Application, kind: RegistryKind, name: str) -> EntryOut:
    found = _standing(application, kind, name)
    if found is None:
        raise NotFound(f"The registry's {kind} hold no {name[:80]!r}.")
    return found


def _out(kind: RegistryKind, entry: BaseModel, edit: RegistryEdit | None) -> EntryOut:
    fields = entry.model_dump(mode="json", exclude_defaults=True)
    told = edit.model_dump(include={"who", "why", "made_at"}) if edit else {}
    return EntryOut(kind=kind, name=fields["name"], edit=edit.number if edit else 0, entry=fields, **told)


def _seen(before: EntryOut | None) -> int | None:
    """The edit that a change is made from: what `If-Match` names, any for `*`; none for what is not there yet."""
    told = request.headers.get("If-Match", "").strip()
    if before is None:
        if told:
            raise ChangedMeanwhile("There is no such entry any more.")
        return 0
    if not told:
        raise MatchMissing("Name the ETag of the entry that is changed in If-Match, so that nobody's edit is lost.")
    if told == "*":
        return None
    if (tag := TAG.fullmatch(told)) is None:
        raise ChangedMeanwhile(f"Edit {before.edit} stands, which is not {told[:40]!r}.")
    return int(tag[1])


def _asked(name: str) -> str:
    told = request.args.get(name, "").strip()
    if not told or len(told) > WRITTEN:
        raise BadInput(f"Missing, or longer than {WRITTEN} characters: say {name} has the entry taken out.", name)
    return told
