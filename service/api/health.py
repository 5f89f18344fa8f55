"""Whether the service is up, and whether it can do its work; what it has done, for Prometheus."""

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST

from service import metrics
from service.api.access import NO_KEY_YET, caller, open_house
from service.api.bodies import written
from service.api.openapi import Route
from service.bootstrap import Application
from service.domain import Audience, CallerKind, Frozen, Scope
from service.errors import NotReady, StoreUnavailable

PROMETHEUS = "text/plain"
IDLE_S = 60  # an article that waits is taken up within a second, where a worker has room


class Health(Frozen):
    status: str


class Check(Frozen):
    """One thing that work needs, and what is wrong with it."""

    name: str
    ok: bool
    detail: str


class Readiness(Frozen):
    status: str
    checks: tuple[Check, ...]


def alive(_application: Application) -> Response:
    return written(Health(status="alive"))


def ready(application: Application) -> Response:
    checks = _checks(application)
    wrong = [f"{check.name}: {check.detail}" for check in checks if not check.ok]
    if wrong:
        raise NotReady(" ".join(wrong))
    return written(Readiness(status="ready", checks=checks))


def measure(application: Application) -> Response:
    asking = caller()
    whose = None if asking.kind is CallerKind.ANYBODY else asking.desk
    return Response(
        metrics.exposition(application.store.of(whose), application.day_budget), content_type=CONTENT_TYPE_LATEST
    )


ALIVE = Route("GET", "/healthz", alive, "The process answers.", needs=Audience.ALL, gives=Health)
READY = Route(
    "GET",
    "/readyz",
    ready,
    "Work can be done; if not, what is wrong.",
    needs=Audience.ALL,
    gives=Readiness,
    problems=(NotReady,),
)
METRICS = Route(
    "GET",
    "/metrics",
    measure,
    "What was done, as Prometheus reads it; every server tells the same.",
    needs=Scope.METRICS_READ,
    gives=None,
    also=(PROMETHEUS,),
    problems=(StoreUnavailable,),
)


def _checks(application: Application) -> tuple[Check, ...]:
    store = application.store
    try:
        store.check()
        jobs = store.of(None).jobs
        current, queue, begun_s, longest = store.up_to_date(), jobs.queued(), jobs.last_begun_s(), jobs.longest_queue()
        nobody_asked = open_house(application)
        workers = application.roll.living(store.workers.beats())
    except StoreUnavailable as error:
        return (Check(name="store", ok=False, detail=error.detail),)
    unsealed = store.of(None).webhooks.unsealed()
    room, disk = application.verification.queue_room, _disk(application)
    idle = queue.oldest_s > IDLE_S and (begun_s is None or begun_s > IDLE_S)
    return (
        disk,
        Check(name="access", ok=True, detail=NO_KEY_YET if nobody_asked else "Whoever asks is known."),
        Check(name="store", ok=True, detail="The database answers."),
        Check(name="secrets", ok=True, detail="Kept in clear: no key seals them." if unsealed else "Sealed, or none."),
        Check(name="tables", ok=current, detail="As this version has them." if current else "Of another version."),
        Check(name="workers", ok=workers > 0, detail=f"{workers} at work." if workers else "None is at work."),
        Check(
            name="queue",
            ok=longest < room,
            detail=f"{queue.queued} wait, {longest} at one desk, of at most {room} there, the oldest for"
            f" {queue.oldest_s:.0f} s.",
        ),
        Check(
            name="progress",
            ok=not idle,
            detail=f"Nothing was taken up for {IDLE_S} s, while articles wait." if idle else "What waits is taken up.",
        ),
    )


def _disk(application: Application) -> Check:
    try:
        application.store.database.check_room()
    except StoreUnavailable as error:
        return Check(name="disk", ok=False, detail=error.detail)
    return Check(name="disk", ok=True, detail="It can be written.")
