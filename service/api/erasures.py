"""People's names are erased on request: first it is shown where they stand."""

from typing import Annotated

from flask import Response
from pydantic import Field

from service.api.access import telling
from service.api.bodies import UNREADABLE, json_body, written
from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import NameErasure, NamePreview, Scope
from service.errors import NotFound, StoreUnavailable
from service.intake.fields import Brought, Line
from service.intake.reading import read
from service.text.personal_names import PersonalName

FORMS = 20
Form = Annotated[Line, Field(max_length=200)]
PROBLEMS = (*UNREADABLE, StoreUnavailable)


class NameIn(Brought):
    """A person's whole name, and other forms of it, which are taken for the person where the whole name stands with the
    same article. `one_word`: a single word is the whole name."""

    name: Form
    also: Annotated[tuple[Form, ...], Field(max_length=FORMS)] = ()
    one_word: bool = False


def preview_erasure(application: Application) -> Response:
    return written(application.store.names.preview(_name()))


def erase_name(application: Application) -> Response:
    begun = application.store.names.begin(_name(), telling(application))
    return written(begun, 202, {"Location": f"/v1/erasures/{begun.id}"})


def show_erasure(application: Application, id: str) -> Response:
    return written(application.store.names.get(id))


ROUTES = (
    Route(
        "POST",
        "/v1/erasures/preview",
        preview_erasure,
        "Where a person's name stands in all that the desk keeps; nothing is changed.",
        needs=Scope.ADMIN,
        takes=NameIn,
        gives=NamePreview,
        problems=PROBLEMS,
    ),
    Route(
        "POST",
        "/v1/erasures",
        erase_name,
        "Erase a person's name wherever the preview shows it, for good. A worker does it.",
        needs=Scope.ADMIN,
        takes=NameIn,
        gives=NameErasure,
        status=202,
        problems=PROBLEMS,
    ),
    Route(
        "GET",
        "/v1/erasures/<id>",
        show_erasure,
        "How far the erasing of a name has come.",
        needs=Scope.ADMIN,
        gives=NameErasure,
        parameters=(Parameter(name="id", place="path", description="The erasure's id."),),
        problems=(NotFound, StoreUnavailable),
    ),
)


def _name() -> PersonalName:
    given = read(NameIn, json_body())
    return PersonalName(whole=given.name, also=given.also, one_word=given.one_word)
