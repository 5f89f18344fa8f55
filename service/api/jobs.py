"""Jobs are asked after, followed, and cancelled."""

import json
from collections.abc import Iterator

from flask import Response, request

from service.api.bodies import written
from service.api.headers import last_event
from service.api.openapi import Parameter, Route
from service.api.queries import CURSOR, LIMIT, one_of, which_page
from service.bootstrap import Application
from service.domain import Frozen, Job, JobEvent, JobState, Scope
from service.errors import BadInput, Conflict, NotFound, StoreUnavailable, TooManyStreams

EVENT_STREAM = "text/event-stream"
# Seconds: between two signs of life to a reader, and until one that takes nothing is given up.
SIGN_S, SLOW_S = 15.0, 30.0
# Milliseconds after which a reader that lost its line comes back.
COME_BACK_MS = 2000
ID = Parameter(name="id", place="path", description="The job's id.")


class JobOut(Job):
    """A job, and where its report and its events stand."""

    report: str | None
    events: str

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        report = f"/v1/reports/{job.report_id}" if job.report_id else None
        return cls(**dict(job), report=report, events=f"/v1/jobs/{job.id}/events")


class JobPage(Frozen):
    """Jobs, newest first. `next_cursor` leads to those before them; None: there are none."""

    jobs: tuple[JobOut, ...]
    next_cursor: int | None


def show_job(application: Application, id: str) -> Response:
    return written(JobOut.of(application.store.jobs.get(id)))


def list_jobs(application: Application) -> Response:
    before, limit = which_page()
    state = one_of("state", JobState)
    jobs, following = application.store.jobs.page(state, request.args.get("article_id"), before, limit)
    return written(JobPage(jobs=tuple(JobOut.of(job) for job in jobs), next_cursor=following))


def cancel_job(application: Application, id: str) -> Response:
    return written(JobOut.of(application.store.jobs.cancel(id)))


def follow_job(application: Application, id: str) -> Response:
    after, job = last_event(), application.store.jobs.get(id)
    if job.state.ended and not application.store.jobs.events({id: after}):
        return Response(status=204)  # a browser that has all of it does not come back after this
    application.streams.take()
    if line := request.environ.get("gunicorn.socket"):
        line.settimeout(SLOW_S)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = Response(_stream(application, id, after), headers=headers, mimetype=EVENT_STREAM)
    response.call_on_close(application.streams.give_back)
    return response


SHOW_JOB = Route(
    "GET",
    "/v1/jobs/<id>",
    show_job,
    "A job: its state, its progress, and how much was read so far.",
    needs=Scope.REPORTS_READ,
    gives=JobOut,
    parameters=(ID,),
    problems=(NotFound, StoreUnavailable),
)
LIST_JOBS = Route(
    "GET",
    "/v1/jobs",
    list_jobs,
    "Jobs, newest first.",
    needs=Scope.REPORTS_READ,
    gives=JobPage,
    parameters=(
        Parameter(name="state", place="query", description="Only jobs in this state.", choices=tuple(JobState)),
        Parameter(name="article_id", place="query", description="Only jobs of this article."),
        LIMIT,
        CURSOR,
    ),
    problems=(BadInput, StoreUnavailable),
)
CANCEL_JOB = Route(
    "DELETE",
    "/v1/jobs/<id>",
    cancel_job,
    "Cancel a job that has not ended.",
    needs=Scope.ARTICLES_WRITE,
    gives=JobOut,
    parameters=(ID,),
    problems=(NotFound, Conflict, StoreUnavailable),
)
FOLLOW_JOB = Route(
    "GET",
    "/v1/jobs/<id>/events",
    follow_job,
    "What is told of a job while it runs, as server-sent events, without a gap and without a repeat.",
    needs=Scope.REPORTS_READ,
    gives=None,
    also=(EVENT_STREAM,),
    parameters=(
        ID,
        Parameter(name="Last-Event-ID", place="header", description="The last event that the reader has."),
        Parameter(name="after", place="query", description="The same, where headers cannot be set.", kind="integer"),
    ),
    problems=(NotFound, BadInput, TooManyStreams, StoreUnavailable),
)


def _stream(application: Application, id: str, after: int) -> Iterator[str]:
    """The events after one, up to the last; a comment now and then shows that the line holds."""
    yield f"retry: {COME_BACK_MS}\n\n"
    with application.event_feed.feed(id) as feed:
        while not application.event_feed.closed.is_set():
            events = feed.after(after, SIGN_S)
            yield "".join(_told(event) for event in events) or ": waiting\n\n"
            if events:
                after = events[-1].number
            if feed.ended and feed.last <= after:
                return


def _told(event: JobEvent) -> str:
    return f"id: {event.number}\nevent: {event.type}\ndata: {json.dumps(event.data)}\n\n"
