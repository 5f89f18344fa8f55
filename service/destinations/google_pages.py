"""Google's Fact Check Tools: the claims of an article are markup on the pages on which a desk publishes them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urldefrag

from service.destinations import PageOf, Published, Remote, within
from service.destinations.google_account import GoogleAccount
from service.domain import AcceptanceState, AcceptedClaim, PublicationState, StandingClaim
from service.errors import AnswerRefused, NoPage
from service.exports.excerpts import cut
from service.exports.exchange.claim_review import LONGEST_CLAIM, RATINGS, SCALE
from service.exports.exchange.publishing import without_nothing
from service.sources.fetch import Door
from service.sources.json_api import JsonApi

HOME = "https://factchecktools.googleapis.com"
HINT = "Is the account an owner of the site in Search Console, and is the Fact Check Tools API enabled for it?"
PAGES = "/v1alpha1/pages"
REFUSED = (AnswerRefused, NoPage)


class GooglePages:
    """Fits `FactCheckDestination`. One page holds all claims whose addresses differ in their fragment alone; it is
    found again by its address. A claim that was edited and not accepted again stays as it was accepted."""

    def __init__(
        self, door: Door, base: str, account: GoogleAccount, page_of: PageOf, publisher: str, agent: str
    ) -> None:
        """`agent` is how the house calls itself."""
        self._door, self._base, self._account = door, base, account
        self._page_of, self._publisher, self._agent = page_of, publisher, agent

    def publish(
        self,
        subject: str,  # noqa: ARG002 - its claims tell all
        claims: Sequence[StandingClaim],
        remote: Remote,
        keep: Callable[[Remote], None],
    ) -> Published:
        """Have there what stands of an article's claims. Raises a `FetchFault`, or DeadlinePassed."""
        wanted = self._pages([one for one in claims if one.state is not AcceptanceState.WITHDRAWN])
        former = {name.removeprefix(NAME) for name in remote if name.startswith(NAME)} | set(self._pages(claims))
        known = dict(remote)
        try:
            for url, own in wanted.items():
                known |= self._have(url, own, known)
                keep(known)
            for url in sorted(former - set(wanted)):
                self._remove(known.get(NAME + url) or self._found(url).get(NAME + url))
                known = {name: value for name, value in known.items() if name not in {NAME + url, VERSION + url}}
                keep(known)
        except AnswerRefused:
            self._account.forget()
            raise
        state = PublicationState.PUBLISHED if wanted else PublicationState.WITHDRAWN
        return Published(state=state, remote=known)

    def _pages(self, claims: Sequence[StandingClaim]) -> dict[str, list[StandingClaim]]:
        """The claims by the address of the page that they stand on."""
        pages: dict[str, list[StandingClaim]] = {}
        for one in claims:
            if address := self._page_of(one.claim):
                pages.setdefault(urldefrag(address).url, []).append(one)
        return pages

    def _have(self, url: str, claims: Sequence[StandingClaim], known: Mapping[str, str]) -> Remote:
        """The page as it is to be, made or brought up to date: its ids."""
        page = self._page(url, claims)
        if NAME + url in known:
            try:
                return self._update(url, page, known)
            except REFUSED:
                found = self._found(url)
                if found and found.get(VERSION + url) == known.get(VERSION + url):
                    raise
        else:
            found = self._found(url)
        return self._update(url, page, found) if found else _ids(url, self._say("POST", PAGES, page))

    def _update(self, url: str, page: dict[str, Any], known: Mapping[str, str]) -> Remote:
        """Google takes a change of the last version alone."""
        name = known[NAME + url]
        whole = {**page, "name": name, "versionId": known.get(VERSION + url, "")}
        return _ids(url, self._say("PUT", f"/v1alpha1/{name}", whole))

    def _remove(self, name: str | None) -> None:
        """Take the markup of a page away; one that is not there is as it is to be."""
        if name is None:
            return
        try:
            self._say("DELETE", f"/v1alpha1/{name}", None)
        except NoPage:
            return

    def _found(self, url: str) -> Remote:
        """The ids of the page at an address; none: there is none."""
        told = self._api().get(PAGES, {"url": url, "pageSize": "10"})
        listed = told.get("claimReviewMarkupPages", [])
        if not isinstance(listed, list):
            raise AnswerRefused("What it answered has no list of pages.")
        return next((_ids(url, one) for one in listed if isinstance(one, dict) and one.get("pageUrl") == url), {})

    def _page(self, url: str, claims: Sequence[StandingClaim]) -> dict[str, Any]:
        days = [one.claim.accepted_at or one.changed_at for one in claims]
        return {
            "pageUrl": url,
            "publishDate": f"{max(days):%Y-%m-%d}",
            "claimReviewAuthor": {"name": self._publisher},
            "claimReviewMarkups": [self._markup(url, one.claim) for one in claims],
        }

    def _markup(self, url: str, claim: AcceptedClaim) -> dict[str, Any]:
        number, own = RATINGS.get(claim.verdict), self._page_of(claim)
        told = {
            "url": own if own != url else None,
            "claimReviewed": cut(claim.text, LONGEST_CLAIM, len),
            "claimDate": claim.published_on.isoformat() if claim.published_on else None,
            "claimFirstAppearance": claim.first_appearance,
            "claimAppearances": [claim.url] if claim.url else None,
            "claimAuthor": {"name": claim.claimant} if claim.claimant else None,
            "rating": {"textualRating": claim.label, **({"ratingValue": number, **SCALE} if number else {})},
        }
        return without_nothing(told)

    def _say(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        return self._api().call(method, path, body)

    def _api(self) -> JsonApi:
        headers = {"Authorization": f"Bearer {self._account.token()}", "User-Agent": self._agent}
        return JsonApi(self._door, self._base, headers, HINT, tells=True)


NAME, VERSION = "page ", "version "


def _ids(url: str, page: dict[str, Any]) -> Remote:
    """By what a page is known, and its version. Raises AnswerRefused for a name that would lead elsewhere."""
    name = str(within(page, "name"))
    kind, _, id = name.partition("/")
    if kind != "pages" or not id or not id.replace("-", "").replace("_", "").isalnum() or not id.isascii():
        raise AnswerRefused("What it answered has no name of a page.")
    return {NAME + url: name, VERSION + url: str(page.get("versionId", ""))}
