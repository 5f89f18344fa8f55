"""A workspace of Meedan Check: each claim that is accepted is a fact-check there, found again by a tag of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from service.destinations import PageOf, Published, Remote, within
from service.destinations.check_api import CheckApi, unpacked
from service.destinations.check_statements import (
    CREATE,
    DESCRIBE,
    FIND,
    TIP,
    UPDATE,
    UPDATE_CLAIM,
    UPDATE_FACT_CHECK,
)
from service.domain import AcceptanceState, AcceptedClaim, PublicationState, StandingClaim, Verdict
from service.domain.publishing import TIP_PREFIX
from service.errors import AnswerRefused, NoPage
from service.exports.excerpts import cut
from service.languages.called import primary

# Characters that Check lets a fact-check have; what a bot writes beyond them it cuts without a word.
TITLE, SUMMARY = 800, 3_956
ANY_LANGUAGE = "und"
EDITED = "edited"
# Statuses that every team of Check's has to begin with.
RATINGS: dict[str, str] = {
    Verdict.CORROBORATED: "verified",
    Verdict.CONTRADICTED: "false",
    Verdict.CONTESTED: "in_progress",
    Verdict.NOT_CHECKABLE: "not_applicable",
    EDITED: "in_progress",
}
NO_RATING = "undetermined"
REFUSED = (AnswerRefused, NoPage)


class CheckWorkspace:
    """Fits `FactCheckDestination`. What an editor rejects is thrown away there, which takes its report back; what was
    changed and not accepted again gets the status of what is in progress."""

    def __init__(self, api: CheckApi, page_of: PageOf, ratings: Mapping[str, str]) -> None:
        """`ratings`: the team's own statuses by verdict, and by `edited`, in place of the usual ones."""
        self._api, self._page_of = api, page_of
        self._ratings = {**RATINGS, **ratings}

    def publish(
        self, subject: str, claims: Sequence[StandingClaim], remote: Remote, keep: Callable[[Remote], None]
    ) -> Published:
        """Have there what stands of one claim. Raises a `FetchFault`, or DeadlinePassed."""
        (standing,) = claims
        if standing.state is AcceptanceState.ACCEPTED:
            return Published(state=PublicationState.PUBLISHED, remote=self._accepted(standing.claim, remote, keep))
        if standing.state is AcceptanceState.EDITED:
            known = self._changed(subject, remote, {"rating": self._ratings[EDITED]})
            return Published(state=PublicationState.PUBLISHED if known else PublicationState.WITHDRAWN, remote=known)
        known = self._changed(subject, remote, {"trashed": True})
        return Published(state=PublicationState.WITHDRAWN, remote=known)

    def _changed(self, claim_id: str, remote: Remote, change: dict[str, Any]) -> Remote:
        """Change the fact-check, if it is there: its ids."""
        known = remote or self._found(claim_id).known
        try:
            if known:
                self._api.say(UPDATE_FACT_CHECK, fact={"id": known["fact_check"], **change})
        except REFUSED:
            if self._found(claim_id).known:
                raise
            return {}
        return known

    def _accepted(self, claim: AcceptedClaim, remote: Remote, keep: Callable[[Remote], None]) -> Remote:
        if remote:
            try:
                self._update(claim, remote)
            except REFUSED:
                if self._found(claim.claim_id).known:
                    raise
            else:
                return remote
        team = self._found(claim.claim_id)
        if team.known:
            keep(team.known)
            self._update(claim, team.known)
            return team.known
        made = self._create(claim, team)
        keep(made)
        self._api.say(UPDATE_CLAIM, claim=self._claim(claim, made))
        return made

    def _create(self, claim: AcceptedClaim, team: "_TeamFound") -> Remote:
        rating = self._rating(claim)
        if team.statuses and rating not in team.statuses:
            raise AnswerRefused(
                f"The team has no status {rating!r} for {claim.verdict}; it has {', '.join(sorted(team.statuses))}:"
                " see CLAIMTRACE_CHECK_RATINGS."
            )
        language = primary(claim.language) if claim.language else ANY_LANGUAGE
        fact = {
            **self._fact(claim),
            **self._grounds(claim),
            "language": language if language in team.languages else ANY_LANGUAGE,
            "publish_report": False,  # Check's own people say when a report goes out to those who asked
        }
        return _ids(within(self._api.say(CREATE, fact=fact), "createFactCheck", "fact_check"))

    def _grounds(self, claim: AcceptedClaim) -> dict[str, Any]:
        """What the fact-check is of: the tip, where the article was one whose claim nobody has described; else a claim
        of its own."""
        own = {"claim_description_text": claim.text, "set_original_claim": claim.text}
        tip = (claim.external_id or "").removeprefix(TIP_PREFIX)
        if not (claim.external_id or "").startswith(TIP_PREFIX) or not tip.isdecimal():
            return own
        described = within(self._api.say(TIP, tip=tip), "project_media").get("claim_description")
        if described is None:
            told = {"project_media_id": int(tip), "description": claim.text}
            described = within(self._api.say(DESCRIBE, claim=told), "createClaimDescription", "claim_description")
        elif described.get("fact_check") or described.get("description") != claim.text:
            return own
        return {"claim_description_id": within(described, "dbid")}

    def _update(self, claim: AcceptedClaim, known: Remote) -> None:
        fact = {"id": known["fact_check"], "trashed": False, **self._fact(claim)}
        if "claim" in known:
            self._api.say(UPDATE, fact=fact, claim=self._claim(claim, known))
        else:
            self._api.say(UPDATE_FACT_CHECK, fact=fact)

    def _fact(self, claim: AcceptedClaim) -> dict[str, Any]:
        told = {
            "title": cut(claim.text, TITLE, len),
            "summary": cut(summary(claim), SUMMARY, len),
            "rating": self._rating(claim),
            "tags": [_tag(claim.claim_id)],
        }
        page = self._page_of(claim)
        return told | {"url": page} if page else told

    def _claim(self, claim: AcceptedClaim, known: Remote) -> dict[str, Any]:
        return {"id": known["claim"], "description": claim.text, "context": context(claim)}

    def _rating(self, claim: AcceptedClaim) -> str:
        return self._ratings.get(claim.verdict, NO_RATING)

    def _found(self, claim_id: str) -> "_TeamFound":
        told = within(self._api.say(FIND, team=self._api.team, tags=[_tag(claim_id)]), "team")
        nodes = [one for name in ("live", "trashed") for one in within(told, name, "nodes") if one]
        return _TeamFound(told, _ids(nodes[0]) if nodes else {})


class _TeamFound:
    """What a team lets fact-checks have, and the ids of the one that was sought (none: it is not there)."""

    def __init__(self, told: dict[str, Any], known: Remote) -> None:
        self.known = known
        statuses = unpacked(told.get("verification_statuses"))
        listed = statuses.get("statuses") if isinstance(statuses, dict) else None
        self.statuses = {str(one.get("id")) for one in listed or () if isinstance(one, dict)}
        languages = unpacked(told.get("get_languages"))
        self.languages = {str(one) for one in languages} if isinstance(languages, list) else set[str]()


def summary(claim: AcceptedClaim) -> str:
    """The verdict in words, who says it and where, and what stands behind that."""
    who = f" Said by {claim.claimant}" if claim.claimant else " Said"
    where = f", in {claim.outlet}" if claim.outlet else ""
    return f"{claim.label}.{who}{where}. Independent sources for it: {claim.support}; against it: {claim.refute}."


def context(claim: AcceptedClaim) -> str:
    """Where the claim stands, and by what id it is known here."""
    told = (claim.title, claim.outlet, claim.url, claim.first_appearance, f"Claimtrace {claim.claim_id}")
    return "\n".join(line for line in told if line)


def _tag(claim_id: str) -> str:
    return f"claimtrace:{claim_id}"


def _ids(fact_check: Any) -> Remote:
    claim = fact_check.get("claim_description") if isinstance(fact_check, dict) else None
    ids = {"fact_check": str(within(fact_check, "id"))}
    return ids | {"claim": str(within(claim, "id"))} if claim else ids
