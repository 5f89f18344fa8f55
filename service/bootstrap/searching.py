"""Settings in, sources beyond the house out: search engines, and where fact-checks are published."""

from collections.abc import Mapping
from ipaddress import ip_network

from service.bootstrap import user_agent
from service.cassette import Cassette, TapeMode
from service.domain import Dossier
from service.errors import BadInput
from service.pipeline import Each, Source
from service.settings import PREFIX, Settings
from service.sources import factchecks, web
from service.sources.addresses import Guard, check_url, host_of, spelt
from service.sources.factchecks import FactCheckSource, GoogleFactChecks
from service.sources.fetch import Door, Fetched, read_url
from service.sources.json_api import JsonApi, Pace
from service.sources.search_engines import PROVIDERS, Engine
from service.sources.searching import Asked
from service.sources.web import WebSource
from service.sources.web_pages import PageFetcher
from service.verification import RunContext, Sought

FACT_CHECKS: Mapping[str, type[GoogleFactChecks]] = {GoogleFactChecks.name: GoogleFactChecks}


def sought(settings: Settings, cassette: Cassette, pages: PageFetcher | None) -> Sought:
    """The sources of each article. Raises BadInput for a setting that cannot be used."""
    _check(settings)
    searched = web.Reach(
        tuple(_engine(settings, name) for name in dict.fromkeys(settings.search)),
        settings.search_queries,
        settings.search_documents,
        settings.search_days_before,
        settings.search_days_after,
    )
    checked = factchecks.Reach(
        tuple(_place(settings, name) for name in dict.fromkeys(settings.fact_checks)), settings.fact_check_claims
    )

    def sources(dossier: Dossier, context: RunContext, each: Each) -> list[Source]:
        asked, given = Asked(cassette, context.cancelled, context.log), list[Source]()
        if searched.engines and pages:
            fetcher = pages

            def fetch(url: str, within_s: float) -> Fetched:
                return fetcher.fetch(url, context.cancelled, context.log, within_s)

            given.append(WebSource(dossier, searched, asked, fetch, each))
        if checked.places:
            given.append(FactCheckSource(checked, asked, each))
        return given

    return sources


def _check(settings: Settings) -> None:
    for field, known in (("search", PROVIDERS), ("fact_checks", FACT_CHECKS)):
        if unknown := sorted(set(getattr(settings, field)) - set(known)):
            raise BadInput(f"{unknown[0]}: should be one of {', '.join(known)}.", _variable(field))
    for field in ("search_keys", "search_urls"):
        if unknown := sorted(set(getattr(settings, field)) - {*PROVIDERS, *FACT_CHECKS}):
            raise BadInput("Names nobody that can be asked.", _variable(field))
    if settings.search and not settings.fetch:
        raise BadInput("What engines find is fetched: set CLAIMTRACE_FETCH to on.", _variable("search"))


def _engine(settings: Settings, name: str) -> Engine:
    provider = PROVIDERS[name]
    key = _key(settings, name) if provider.key else ""
    if name == "google" and not settings.search_google_cx:
        raise BadInput("Set it to search by google.", _variable("search_google_cx"))
    headers = provider.key(key) if provider.key else {}
    api = _api(settings, name, provider.home, headers, provider.hint, Pace(provider.pause_s))
    return Engine(name, api, provider, settings.search_google_cx or "")


def _place(settings: Settings, name: str) -> GoogleFactChecks:
    place = FACT_CHECKS[name]
    headers = {"X-Goog-Api-Key": _key(settings, name)}
    return place(_api(settings, name, place.home, headers, place.hint, Pace(0.0)))


def _api(settings: Settings, name: str, home: str | None, headers: Mapping[str, str], hint: str, pace: Pace) -> JsonApi:
    base = settings.search_urls.get(name) or home
    if not base:
        raise BadInput(f"Say where it answers: {name}=https://…", _variable("search_urls"))
    guard = _guard(settings, base)
    check_url(base, guard, _variable("search_urls"))
    return JsonApi(Door(guard), base, {**headers, "User-Agent": user_agent(settings)}, hint, pace)


def _guard(settings: Settings, base: str) -> Guard:
    """An engine of the operator's own may stand at a private address: what is asked there, no page leads to."""
    own = spelt(host_of(read_url(base)))
    named = () if own is None or base not in settings.search_urls.values() else (ip_network(own),)
    return Guard(allowed=(*settings.reachable, *named))


def _key(settings: Settings, name: str) -> str:
    """The key that was set; none is needed where only the tape answers. Raises BadInput."""
    key = settings.search_keys.get(name)
    if key is None and settings.cassette_mode is not TapeMode.REPLAY:
        raise BadInput(f"Set {name}=KEY to ask it.", _variable("search_keys"))
    return key.get_secret_value() if key else ""


def _variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"
