"""Reports are brought up to date."""

from flask import Response

from service.api.access import asking_key
from service.api.articles import accepted
from service.api.jobs import JobOut
from service.api.openapi import Parameter, Route
from service.api.spending import Admission
from service.bootstrap import Application
from service.domain import Scope
from service.errors import Busy, NotFound, StoreUnavailable


def recheck(application: Application, id: str) -> Response:
    verification, asking = application.verification, asking_key()
    article = application.store.reports.article_of(id)
    admit = Admission(application, verification.reader_for(None))
    job, _ = verification.recheck(article, asking.id if asking else None, admit)
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
