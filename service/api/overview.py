"""What stands at all desks is listed for an admin of the whole installation, and for nobody else."""

from collections.abc import Callable

from flask import Response
from pydantic import BaseModel

from service.api.bodies import written
from service.api.openapi import Route
from service.api.queries import CURSOR, LIMIT, which_page
from service.bootstrap import Application
from service.domain import ApiKey, Frozen, Scope
from service.errors import BadInput, StoreUnavailable
from service.store.overview import DeskArticle, DeskCost, DeskJob, DeskReport, Overview


class DeskJobPage(Frozen):
    """Jobs of all desks, newest first. `next_cursor` leads to those before them; None: there are none."""

    jobs: tuple[DeskJob, ...]
    next_cursor: int | None


class DeskReportPage(Frozen):
    """Reports of all desks, newest first."""

    reports: tuple[DeskReport, ...]
    next_cursor: int | None


class DeskArticlePage(Frozen):
    """Articles of all desks, those first that came last."""

    articles: tuple[DeskArticle, ...]
    next_cursor: int | None


class DeskKeyPage(Frozen):
    """Keys that were made, newest first; none can be told again."""

    keys: tuple[ApiKey, ...]
    next_cursor: int | None


class DeskCostPage(Frozen):
    """What calls to models cost each desk."""

    costs: tuple[DeskCost, ...]
    next_cursor: int | None


def list_all_jobs(application: Application) -> Response:
    jobs, following = _overview(application).jobs(*which_page())
    return written(DeskJobPage(jobs=jobs, next_cursor=following))


def list_all_reports(application: Application) -> Response:
    start, limit = which_page()
    reports, following = _overview(application).reports(start or 0, limit)
    return written(DeskReportPage(reports=reports, next_cursor=following))


def list_all_articles(application: Application) -> Response:
    articles, following = _overview(application).articles(*which_page())
    return written(DeskArticlePage(articles=articles, next_cursor=following))


def list_all_keys(application: Application) -> Response:
    keys, following = _overview(application).keys(*which_page())
    return written(DeskKeyPage(keys=keys, next_cursor=following))


def list_all_costs(application: Application) -> Response:
    start, limit = which_page()
    costs, following = _overview(application).costs(start or 0, limit)
    return written(DeskCostPage(costs=costs, next_cursor=following))


def _overview(application: Application) -> Overview:
    return Overview(application.store.database)


def _route(name: str, view: Callable[[Application], Response], summary: str, gives: type[BaseModel]) -> Route:
    return Route(
        "GET",
        f"/v1/admin/{name}",
        view,
        summary,
        needs=Scope.ADMIN,
        gives=gives,
        parameters=(LIMIT, CURSOR),
        problems=(BadInput, StoreUnavailable),
        everywhere=True,
    )


ROUTES = (
    _route("jobs", list_all_jobs, "Jobs of all desks, for an admin of all.", DeskJobPage),
    _route("reports", list_all_reports, "Reports of all desks, for an admin of all.", DeskReportPage),
    _route("articles", list_all_articles, "Articles of all desks, for an admin of all.", DeskArticlePage),
    _route("keys", list_all_keys, "Keys of all desks, for an admin of all.", DeskKeyPage),
    _route("costs", list_all_costs, "What calls to models cost each desk, for an admin of all.", DeskCostPage),
)
