"""Settings in, the ways out to other houses' systems."""

from pathlib import Path

from service.bootstrap import user_agent
from service.bootstrap.pages import page_of
from service.destinations import FactCheckDestination, google_pages
from service.destinations.check import EDITED, CheckWorkspace
from service.destinations.check_api import HINT, HOME, TOKEN, CheckApi
from service.destinations.check_tips import CheckTips
from service.destinations.google_account import SETTING as ACCOUNT
from service.destinations.google_account import GoogleAccount, account_in
from service.domain import Destination, Report, Verdict
from service.errors import BadInput
from service.settings import Settings
from service.sources.addresses import Guard, check_url
from service.sources.fetch import Door
from service.sources.json_api import JsonApi
from service.store import Store
from service.weighing.reviewed import reviewed
from service.weighing.ruleset import load_ruleset


def destinations(settings: Settings, store: Store) -> dict[tuple[str, Destination], FactCheckDestination]:
    """Those that are set up, by the desk whose they are. Raises BadInput for settings that do not go together."""
    door, found = Door(Guard(allowed=settings.reachable)), dict[Destination, FactCheckDestination]()
    if settings.check_token:
        found[Destination.CHECK] = _check(settings, door)
        found[Destination.CHECK_TIPS] = _tips(settings, door, store.of(settings.publish_desk))
    if settings.google_account:
        found[Destination.GOOGLE] = _google(settings, settings.google_account, door)
    if settings.check_answers and Destination.CHECK_TIPS not in found:
        raise BadInput("Tips are told with CLAIMTRACE_CHECK_TOKEN, which is not set.", "CLAIMTRACE_CHECK_ANSWERS")
    for one in settings.publish_to:
        if one not in found or one is Destination.CHECK_TIPS:
            raise BadInput(f"{one} is not set up.", "CLAIMTRACE_PUBLISH_TO")
    return {(settings.publish_desk, name): destination for name, destination in found.items()}


def _google(settings: Settings, file: Path, door: Door) -> google_pages.GooglePages:
    if settings.claim_pages is None or settings.publisher_name is None:
        raise BadInput("A page is somebody's: set CLAIMTRACE_CLAIM_PAGES and CLAIMTRACE_PUBLISHER_NAME.", ACCOUNT)
    base = settings.google_url or google_pages.HOME
    check_url(base, Guard(allowed=settings.reachable), "CLAIMTRACE_GOOGLE_URL")
    account = GoogleAccount(account_in(file), door)
    page, publisher, agent = page_of(settings), settings.publisher_name, user_agent(settings)
    return google_pages.GooglePages(door, base, account, page, publisher, agent)


def _check(settings: Settings, door: Door) -> CheckWorkspace:
    unknown = set(settings.check_ratings) - {EDITED, *Verdict}
    if unknown:
        raise BadInput(f"There is no verdict {min(unknown)!r}.", "CLAIMTRACE_CHECK_RATINGS")
    return CheckWorkspace(_check_api(settings, door), page_of(settings), settings.check_ratings)


def _tips(settings: Settings, door: Door, store: Store) -> CheckTips:
    ruleset = load_ruleset(settings.ruleset)

    def last(article: str) -> Report | None:
        report = store.reports.last_of(article)
        return reviewed(report, store.reviews.of(report.id), ruleset) if report else None

    return CheckTips(_check_api(settings, door), last, settings.public_url)


def _team(settings: Settings) -> str:
    if settings.check_team is None:
        raise BadInput("A token is one of a workspace: set CLAIMTRACE_CHECK_TEAM.", "CLAIMTRACE_CHECK_TOKEN")
    return settings.check_team


def _check_api(settings: Settings, door: Door) -> CheckApi:
    url, token = settings.check_url or HOME, settings.check_token
    check_url(url, Guard(allowed=settings.reachable), "CLAIMTRACE_CHECK_URL")
    headers = {TOKEN: token.get_secret_value() if token else "", "User-Agent": user_agent(settings)}
    return CheckApi(JsonApi(door, url, headers, HINT, tells=True), _team(settings))
