"""Whether the service is up, and whether it can do its work."""

from flask import Response

from service.api.openapi import JSON, Route
from service.bootstrap import House
from service.domain import Frozen
from service.errors import StoreUnavailable


class Health(Frozen):
    status: str


def alive(_house: House) -> Response:
    return Response(Health(status="alive").model_dump_json(), mimetype=JSON)


def ready(house: House) -> Response:
    house.store.check()
    return Response(Health(status="ready").model_dump_json(), mimetype=JSON)


ALIVE = Route("GET", "/healthz", alive, "The process answers.", gives=Health)
READY = Route("GET", "/readyz", ready, "The store answers too.", gives=Health, problems=(StoreUnavailable,))
