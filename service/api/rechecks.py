"""Reports are brought up to date."""

from flask import Response

from service.api.articles import accepted
from service.api.jobs import JobOut
from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import Scope
from service.errors import Busy, NotFound, StoreUnavailable


def recheck(application: Application, id: str) -> Response:
    job, _ = application.verification.recheck(application.store.reports.article_of(id))
    return accepted(job, waited=False)


RECHECK = Route(
    "POST",
    "/v1/reports/<id>/recheck",
    recheck,
    "Bring the last report of this report's article up to date: what its sources have found since is judged.",
    needs=Scope.ARTICLES_WRITE,
    gives=JobOut,
    status=202,
    parameters=(Parameter(name="id", place="path", description="A report's id."),),
    problems=(NotFound, Busy, StoreUnavailable),
)
