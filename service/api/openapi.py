"""What the service answers, told from its routes and their pydantic models as OpenAPI 3.1."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from flask import Response
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from service.api.errors import PROBLEM_JSON, Problem
from service.domain import Audience, Frozen, Need, Scope
from service.errors import Claimtrace, NotAllowed, NotSignedIn, TooManyRequests

JSON = "application/json"
SCHEMAS = "#/components/schemas/"
# How a caller may show who they are.
SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key that `claimtrace key add` made."},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-claimtrace", "description": "Set by signing in."},
}
# What a route may answer that is not for everybody.
ENTRY: tuple[type[Claimtrace], ...] = (NotSignedIn, NotAllowed, TooManyRequests)


class Parameter(Frozen):
    """One value in the path, the query or a header. `choices` are all that is taken, where that is a closed set."""

    name: str
    place: Literal["path", "query", "header"]
    description: str
    choices: tuple[str, ...] = ()
    kind: Literal["string", "integer"] = "string"


@dataclass(frozen=True)
class Route:
    """One method on one path: what it takes, gives and refuses. `path` is written as Flask writes it. `also` are media
    types that it gives beside JSON, `takes_also` those that it takes, `others` what it gives with another status.
    `needs` is what a caller must be let do; there is no route without it. A request that is `audited` goes on the audit
    trail though it changes nothing, or it is not answered. One that is `everywhere` is about all desks, and for
    those alone who are of all."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    view: Callable[..., Response]
    summary: str
    gives: type[BaseModel] | None
    needs: Need = field(kw_only=True)
    takes: type[BaseModel] | None = None
    takes_also: tuple[str, ...] = ()
    status: int = 200
    others: Mapping[int, type[BaseModel]] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    also: tuple[str, ...] = ()
    problems: tuple[type[Claimtrace], ...] = ()
    audited: Callable[[], bool] = lambda: False
    everywhere: bool = False

    @property
    def name(self) -> str:
        return self.view.__name__


def document(routes: Iterable[Route], version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these routes."""
    routes = tuple(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(re.sub(r"<(\w+)>", r"{\1}", route.path), {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Claimtrace",
            "version": version,
            "summary": "Who said what, how it is known, and who independently bears it out.",
        },
        "paths": paths,
        "components": {"schemas": _schemas(routes), "securitySchemes": SCHEMES},
    }


def _operation(route: Route) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": route.name, "summary": route.summary, "responses": _responses(route)}
    told["security"] = _security(route.needs)
    if route.takes:
        others = {kind: {"schema": {"type": "string"}} for kind in route.takes_also}
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": _named(route.takes)}, **others}}
    if route.parameters:
        told["parameters"] = [_parameter(one) for one in route.parameters]
    return told


def _security(need: Need) -> list[dict[str, list[str]]]:
    if need is Audience.ALL:
        return []
    return [{scheme: [need] if isinstance(need, Scope) else []} for scheme in SCHEMES]


def _parameter(one: Parameter) -> dict[str, Any]:
    schema = {"type": one.kind, "enum": list(one.choices)} if one.choices else {"type": one.kind}
    return {
        "name": one.name,
        "in": one.place,
        "description": one.description,
        "required": one.place == "path",
        "schema": schema,
    }


def _responses(route: Route) -> dict[str, Any]:
    problem = {PROBLEM_JSON: {"schema": _named(Problem)}}
    problems = () if route.needs is Audience.ALL else ENTRY
    refused = {
        str(error.status): {"description": error.title, "content": problem} for error in (*problems, *route.problems)
    }
    good = {str(status): _good(status, model, ()) for status, model in route.others.items()}
    return {
        str(route.status): _good(route.status, route.gives, route.also),
        **good,
        **refused,
        "default": {"description": "Any other problem", "content": problem},
    }


def _good(status: int, model: type[BaseModel] | None, also: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    content = {JSON: {"schema": _named(model)}} if model else {}
    if content or also:
        told["content"] = {**content, **{kind: {"schema": {"type": "string"}} for kind in also}}
    if status in (HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
        told["headers"] = {"Location": {"description": "Where it stands now.", "schema": {"type": "string"}}}
    return told


def _named(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"{SCHEMAS}{model.__name__}"}


class _Written(GenerateJsonSchema):
    """A field that has a default may be left out of what is taken, and is never missing from what is given, unless it
    is left out where it says nothing."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        if field.get("serialization_exclude_if"):
            return False
        return self.mode == "serialization" or super().field_is_required(field, total)


def _schemas(routes: Iterable[Route]) -> dict[str, Any]:
    """Every model by its own name: what is taken as it is validated, what is given as it is written."""
    given = {model for route in routes for model in (route.gives, *route.others.values()) if model} | {Problem}
    taken = {route.takes for route in routes if route.takes}
    modes: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        *((model, "validation") for model in sorted(taken, key=lambda model: model.__name__)),
        *((model, "serialization") for model in sorted(given, key=lambda model: model.__name__)),
    ]
    _, schema = models_json_schema(modes, ref_template=SCHEMAS + "{model}", schema_generator=_Written)
    return dict(schema["$defs"])
