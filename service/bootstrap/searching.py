"""Settings in, sources beyond the house out: search engines, and where fact-checks are published."""

from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path

from service.bootstrap import user_agent
from service.cassette import Cassette, TapeMode
from service.errors import BadInput
from service.settings import PREFIX, Settings
from service.sources.addresses import Guard, check_url, host_of, spelt
from service.sources.claim_reviews import ClaimReviewFiles
from service.sources.fact_checkers import GoogleFactChecks
from service.sources.fetch import Door, read_url
from service.sources.json_api import CallPace, JsonApi
from service.sources.search_engines import PROVIDERS, SearchEngine
from service.sources.searching import Beyond, Engaged, FactCheckReach, FactChecks, Searches, WebReach


def searches(settings: Settings, cassette: Cassette) -> Searches:
    """All who are asked. Raises BadInput for a setting that cannot be used."""
    _check(settings)
    engines = {name: _engine(settings, name) for name in settings.search}
    places = {name: FACT_CHECKERS[name](settings, name) for name in settings.fact_checks}
    if settings.fact_check_nearness is not None and settings.cassette_mode is not TapeMode.REPLAY:
        places = _near(settings, places, settings.fact_check_nearness)
    return Searches(_beyond(settings, engines, places), engines, places, cassette)


def _beyond(settings: Settings, engines: Mapping[str, SearchEngine], places: Mapping[str, FactChecks]) -> Beyond:
    web = WebReach(
        tuple(Engaged(name, PROVIDERS[name].at_once, PROVIDERS[name].most) for name in engines),
        settings.search_queries,
        settings.search_documents,
        settings.search_days_before,
        settings.search_days_after,
        settings.search_by_prompt,
    )
    checked = FactCheckReach(tuple(places), settings.fact_check_claims)
    return Beyond(web if engines else None, checked if places else None)


def _near(settings: Settings, places: Mapping[str, FactChecks], nearness: float) -> dict[str, FactChecks]:
    """The same, their reviews held against claims by meaning as well. Raises BadInput where no model is set."""
    from service.bootstrap.embedding import embedder  # noqa: PLC0415 - it imports numpy and a client
    from service.sources.near_reviews import NearReviews  # noqa: PLC0415

    asked = embedder(settings)
    return {name: NearReviews(place, asked, nearness) for name, place in places.items()}


def _check(settings: Settings) -> None:
    for field, known in (("search", PROVIDERS), ("fact_checks", FACT_CHECKERS)):
        if unknown := sorted(set(getattr(settings, field)) - set(known)):
            raise BadInput(f"{unknown[0]}: should be one of {', '.join(known)}.", _variable(field))
    for field in ("search_keys", "search_urls"):
        if unknown := sorted(set(getattr(settings, field)) - {*PROVIDERS, *FACT_CHECKERS}):
            raise BadInput("Names nobody that can be asked.", _variable(field))
    if settings.search and not settings.fetch:
        raise BadInput("What engines find is fetched: set CLAIMTRACE_FETCH to on.", _variable("search"))


def _engine(settings: Settings, name: str) -> SearchEngine:
    provider = PROVIDERS[name]
    key = _key(settings, name) if provider.key else ""
    if name == "google" and not settings.search_google_cx:
        raise BadInput("Set it to search by google.", _variable("search_google_cx"))
    headers = provider.key(key) if provider.key else {}
    api = _api(settings, name, provider.home, headers, provider.hint, CallPace(provider.pause_s))
    return SearchEngine(name, api, provider, settings.search_google_cx or "")


def _google(settings: Settings, name: str) -> FactChecks:
    headers = {"X-Goog-Api-Key": _key(settings, name)}
    return GoogleFactChecks(_api(settings, name, GoogleFactChecks.home, headers, GoogleFactChecks.hint, CallPace(0.0)))


def _files(settings: Settings, _: str) -> FactChecks:
    if not settings.fact_check_files and settings.cassette_mode is not TapeMode.REPLAY:
        raise BadInput("Name the files or folders to look in.", _variable("fact_check_files"))
    return ClaimReviewFiles(map(Path, settings.fact_check_files))


FACT_CHECKERS: Mapping[str, Callable[[Settings, str], FactChecks]] = {
    GoogleFactChecks.name: _google,
    ClaimReviewFiles.name: _files,
}


def _api(
    settings: Settings, name: str, home: str | None, headers: Mapping[str, str], hint: str, pace: CallPace
) -> JsonApi:
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
