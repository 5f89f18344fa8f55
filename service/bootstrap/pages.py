"""Where accepted claims are published, and whence tips come, as far as settings say."""

from string import Formatter
from typing import NamedTuple
from urllib.parse import quote

from pydantic import SecretStr

from service.destinations import PageOf
from service.domain import AcceptedClaim, Destination
from service.errors import BadInput
from service.settings import Settings

SETTING = "CLAIMTRACE_CLAIM_PAGES"
NAMES = {"claim": "claim_id", "article": "article_id", "report": "report_id"}


class TipsIn(NamedTuple):
    """The desk that tips of Check's go to, the workspace that they come from (None: any), and what shows that they do
    (None: none are taken)."""

    desk: str
    team: str | None
    secret: SecretStr | None


def page_of(settings: Settings) -> PageOf:
    """Where a claim is published. Raises BadInput for a setting that names what no claim has."""
    pattern = settings.claim_pages
    if pattern is None:
        return lambda _: None
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError as error:
        raise BadInput(f"Its braces do not close: {error}.", SETTING) from error
    named = {name for _, name, form, conversion in parts if name is not None and not form and not conversion}
    if "claim" not in named or any(name is not None and name not in NAMES for _, name, _, _ in parts):
        raise BadInput(f"Should hold {{claim}}, and of names in braces these alone: {', '.join(NAMES)}.", SETTING)

    def page(claim: AcceptedClaim) -> str:
        return pattern.format(**{name: quote(getattr(claim, field), safe="") for name, field in NAMES.items()})

    return page


def set_up(settings: Settings) -> tuple[Destination, ...]:
    """Where accepted claims may be published."""
    told = {Destination.CHECK: settings.check_token, Destination.GOOGLE: settings.google_account}
    return tuple(one for one, given in told.items() if given)


def unasked(settings: Settings) -> dict[str, tuple[Destination, ...]]:
    """Where claims go when the desk accepts them whose the destinations are."""
    tips = (Destination.CHECK_TIPS,) if settings.check_answers else ()
    return {settings.publish_desk: tuple(dict.fromkeys((*settings.publish_to, *tips)))}
