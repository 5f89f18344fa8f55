"""Articles come in."""

from functools import partial

from flask import Response, request

from service.api.access import asking_key, telling
from service.api.bodies import json_body, written
from service.api.headers import idempotency_key, wait_s
from service.api.jobs import JobOut
from service.api.openapi import JSON, Parameter, Route
from service.api.spending import Admission
from service.bootstrap import Application
from service.domain import Job, JobState, Report, Scope
from service.errors import (
    BadInput,
    Busy,
    KeyReused,
    Malformed,
    NotFound,
    StoreUnavailable,
    TooLarge,
    TooManyRequests,
    TooManyStreams,
    WrongMedia,
)
from service.exports.options import PLAIN
from service.intake.feed_items import request_from_item
from service.intake.mail import request_from_mail
from service.intake.reading import request_from_json
from service.intake.request import Request
from service.store.jobs import Key

# Seconds after which a client may ask after its job.
LATER_S = 1
MAIL = ("message/rfc822",)
FEED = ("application/rss+xml", "application/atom+xml")


def submit(application: Application) -> Response:
    body = json_body((*MAIL, *FEED))
    return taken_in(application, body, _read(application, body))


def taken_in(application: Application, body: bytes, asked: Request) -> Response:
    """The answer to a request that came as these bytes: its report, or its job."""
    key = idempotency_key(body)
    job, new = submitted(application, asked, key, refresh=_refresh())
    if not new and key is None and job.state is JobState.DONE:
        return _report(application, job, 200)
    waited = _waited(application, job.id, wait_s())
    if waited:
        job = application.store.jobs.get(job.id)
    if waited and job.state is JobState.DONE:
        return _report(application, job, 201 if new else 200)
    return accepted(job, waited)


def submitted(
    application: Application, asked: Request, key: Key | None = None, *, refresh: bool = False
) -> tuple[Job, bool]:
    """The job of a request, and whether it is new: the caller's, and within what they may spend. Raises what `submit`
    of the verification does, TooManyRequests or PriceUnknown."""
    given, verification, asking = application.read_at_door(asked), application.verification, asking_key()
    admit = Admission(application, verification.reader_for(given.model))
    return verification.submit(given, key, refresh=refresh, api_key=asking.id if asking else None, admit=admit)


SUBMIT = Route(
    "POST",
    "/v1/articles",
    submit,
    "Have an article verified against the documents that come with it: JSON, a news item in ninjs, a mail, or an"
    " item of a feed. The same request again finds its report.",
    takes=Request,
    takes_also=(*MAIL, *FEED),
    needs=Scope.ARTICLES_WRITE,
    gives=JobOut,
    status=202,
    others={200: Report, 201: Report},
    parameters=(
        Parameter(
            name="refresh",
            place="query",
            description="`true` has an article verified again that has a report already.",
            choices=("true", "false"),
        ),
        Parameter(
            name="Prefer",
            place="header",
            description="`wait=30` holds the line for the report so many seconds, 120 at most.",
        ),
        Parameter(
            name="Idempotency-Key",
            place="header",
            description="However often it is sent, one job is made of it. Remembered for 24 hours.",
        ),
    ),
    problems=(Malformed, TooLarge, WrongMedia, BadInput, KeyReused, Busy, StoreUnavailable, TooManyRequests),
)


def _read(application: Application, body: bytes) -> Request:
    """What the bytes ask for; mails and feeds are taken apart in a process that can be ended."""
    if request.mimetype in MAIL:
        return application.archiving.run(request_from_mail, body)
    if request.mimetype in FEED:
        return application.archiving.run(request_from_item, body)
    return request_from_json(body)


def erase_article(application: Application, id: str) -> Response:
    application.store.erase.article(id, telling(application), partial(application.take_off_tape, application.desk))
    return Response(status=204)


ERASE = Route(
    "DELETE",
    "/v1/articles/<id>",
    erase_article,
    "Erase an article with all that hangs on it: jobs, requests, calls, reports, deliveries, its claims. For good.",
    needs=Scope.ADMIN,
    gives=None,
    status=204,
    parameters=(Parameter(name="id", place="path", description="The article's id."),),
    problems=(NotFound, StoreUnavailable),
)


def _refresh() -> bool:
    told = request.args.get("refresh", "false")
    if told not in ("true", "false"):
        raise BadInput(f"The query's refresh is true or false, not {told[:40]!r}.", "refresh")
    return told == "true"


def _waited(application: Application, id: str, wait: int | None) -> bool:
    """Wait for a job's end, as far as a line is free: to be held is a preference, and nobody's right."""
    if wait is None:
        return False
    try:
        application.waits.take()
    except TooManyStreams:
        return False
    try:
        application.event_feed.until_ended(id, wait)
    finally:
        application.waits.give_back()
    return True


def _report(application: Application, job: Job, status: int) -> Response:
    """The job's report as its desk sees it."""
    id = job.report_id or ""
    headers = {"Location": f"/v1/reports/{id}", "Content-Location": f"/v1/reports/{id}"}
    if events := application.store.reviews.of(id):
        return Response(application.renderings.get(id, "json", PLAIN, events), status, headers, mimetype=JSON)
    return written(application.store.reports.get(id), status, headers)


def accepted(job: Job, waited: bool) -> Response:
    """A job that is on its way, and where it stands."""
    headers = {"Location": f"/v1/jobs/{job.id}", "Retry-After": str(LATER_S)}
    if waited:
        headers["Preference-Applied"] = "wait"
    return written(JobOut.of(job), 202, headers)
