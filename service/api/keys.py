"""What a key may spend, changed by an admin of the whole installation: a desk's own would lift its desk's bounds."""

from flask import Response

from service.api.access import telling
from service.api.bodies import UNREADABLE, json_body, written
from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import ApiKey, KeyLimits, Scope
from service.errors import NotFound, StoreUnavailable
from service.intake.fields import Brought
from service.intake.reading import read


class KeyLimitsIn(KeyLimits, Brought):
    """What is to hold for a key from its next call on. What is left out stays as it is; null is no bound but the
    desk's."""


def limit_key(application: Application, id: str) -> Response:
    given, keys = read(KeyLimitsIn, json_body()), application.store.keys
    changed = {name: getattr(given, name) for name in given.model_fields_set}
    limits = keys.get(id).limits.model_copy(update=changed)
    return written(keys.limit(id, limits, telling(application)))


LIMIT_KEY = Route(
    "PATCH",
    "/v1/admin/keys/<id>",
    limit_key,
    "Change what a key may spend in a day, and how many of its articles may wait, for an admin of all desks.",
    takes=KeyLimitsIn,
    needs=Scope.ADMIN,
    gives=ApiKey,
    parameters=(Parameter(name="id", place="path", description="The key's id, which begins with `ctk_`."),),
    problems=(*UNREADABLE, NotFound, StoreUnavailable),
    everywhere=True,
)
