"""A page in the browser is sent to the desk: a form, a bookmark that fills it in, and where the report comes up."""

from flask import Response, request
from markupsafe import Markup

from service.api.articles import submitted
from service.api.openapi import Parameter, Route
from service.api.pages import HTML, home, shown
from service.bootstrap import Application
from service.domain import JobState, Scope
from service.errors import BadInput, Busy, NotFound, Refused, StoreUnavailable, TooManyRequests
from service.intake.reading import request_from

PATH, PAGE = "/send", "send.html.j2"
AGAIN_S = 3  # seconds until the page looks again
LONGEST = 4_000  # characters of an address that is filled in
OPENS = "javascript:void(open('{}?url='+encodeURIComponent(location.href)))"


def show_form(application: Application) -> Response:
    return _form(application, request.args.get("url", "")[:LONGEST])


def send(application: Application) -> Response:
    url = request.form.get("url", "").strip()
    try:
        asked = request_from({"article": {"url": url}})
        job, _ = submitted(application, asked)
    except (Refused, Busy) as error:
        return _form(application, url[:LONGEST], error)
    return _to(f"{PATH}/{job.id}")


def follow_sent(application: Application, id: str) -> Response:
    job = application.store.jobs.get(id)
    if job.state is JobState.DONE:
        return _to(f"/v1/reports/{job.report_id}?format=html")
    return shown(PAGE, job=job, waiting=0 if job.state.ended else AGAIN_S)


def _form(application: Application, url: str, error: Refused | Busy | None = None) -> Response:
    return shown(
        PAGE,
        error,
        job=None,
        waiting=0,
        url=url,
        fault=error.detail if error else None,
        bookmarklet=Markup.escape(OPENS.format(f"{home(application)}{PATH}")),
    )


def _to(address: str) -> Response:
    return Response(status=303, headers={"Location": address})


ROUTES = (
    Route(
        "GET",
        PATH,
        show_form,
        "A form that has the page at an address verified, and a bookmark that fills it in.",
        needs=Scope.ARTICLES_WRITE,
        gives=None,
        also=(HTML,),
        parameters=(Parameter(name="url", place="query", description="The address that is filled in."),),
        problems=(StoreUnavailable,),
    ),
    Route(
        "POST",
        PATH,
        send,
        "What the form sends: the article's address as `url`. Leads to where the report comes up.",
        needs=Scope.ARTICLES_WRITE,
        gives=None,
        status=303,
        problems=(BadInput, Busy, StoreUnavailable, TooManyRequests),
    ),
    Route(
        "GET",
        f"{PATH}/<id>",
        follow_sent,
        "How far it has come, as a page; the report, once it is there.",
        needs=Scope.REPORTS_READ,
        gives=None,
        also=(HTML,),
        parameters=(Parameter(name="id", place="path", description="The job's id."),),
        problems=(NotFound, StoreUnavailable),
    ),
)
