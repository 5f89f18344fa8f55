"""Tips of a workspace of Meedan Check are told what became of them: a bot's answer stands beside each, and changes with
the last report."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from service.destinations import Published, Remote, within
from service.destinations.check_api import CheckApi, unpacked
from service.destinations.check_statements import ANSWER, ANSWERS, CHANGE_ANSWER
from service.domain import PublicationState, Report, StandingClaim
from service.domain.publishing import TIP_PREFIX
from service.exports import words
from service.exports.exchange.reviews import standing
from service.exports.safe import one_line

KIND = "team_bot_response"
FIELD = f"{KIND}_formatted_data"
TITLE = "Claimtrace"
CLAIMS, CLAIM = 10, 300  # claims that an answer tells, and characters of each

# The last report of an article, as its desk sees it; None: none is kept.
LastReport = Callable[[str], Report | None]


class CheckTips:
    """Fits `FactCheckDestination`. Knows an answer of its own by its title."""

    def __init__(self, api: CheckApi, last: LastReport, page: str | None) -> None:
        """`page` is where browsers reach the service, under which a report's own page stands."""
        self._api, self._last, self._page = api, last, page

    def publish(
        self,
        subject: str,
        claims: Sequence[StandingClaim],  # noqa: ARG002 - all claims are told, accepted or not, with their review
        remote: Remote,
        keep: Callable[[Remote], None],
    ) -> Published:
        """Have the answer to a tip tell its last report. Raises a `FetchFault`, or DeadlinePassed."""
        report = self._last(subject)
        tip = (report.article.external_id or "").removeprefix(TIP_PREFIX) if report else ""
        if report is None or not tip.isdecimal():
            return Published(state=PublicationState.WITHDRAWN, remote=remote)
        told = {"title": TITLE, "description": answer(report, self._page)}
        fields = json.dumps({FIELD: json.dumps(told, ensure_ascii=False)}, ensure_ascii=False)
        known = self._found(tip)
        if known:
            self._api.say(CHANGE_ANSWER, answer={"id": known["answer"], "set_fields": fields})
        else:
            about = {"annotated_type": "ProjectMedia", "annotated_id": tip, "annotation_type": KIND}
            made = self._api.say(ANSWER, answer={**about, "set_fields": fields})
            known = {"answer": str(within(made, "createDynamic", "dynamic", "id"))}
        keep(known)
        return Published(state=PublicationState.PUBLISHED, remote=known)

    def _found(self, tip: str) -> Remote:
        """The answer of ours to a tip; none: there is none. Raises AnswerRefused for a
        tip that is not there any more."""
        media = within(self._api.say(ANSWERS, tip=tip), "project_media")
        nodes = within(media, "dynamic_annotations_team_bot_response", "nodes")
        listed = [one for one in nodes if isinstance(one, dict)] if isinstance(nodes, list) else []
        own = next((one for one in listed if TITLE in _titles(one.get("content"))), None)
        return {"answer": str(within(own, "id"))} if own else {}


def answer(report: Report, page: str | None) -> str:
    """What became of a tip: how many claims have which verdict, the claims that are looked at first, and where the
    report is; each says how far its review has come."""
    order = {id: place for place, id in enumerate(report.summary.order)} if report.summary else {}
    shown = sorted(report.standing, key=lambda one: order.get(one.claim.id, len(order)))
    counts = Counter(words.VERDICTS[one.content.verdict] for one in shown)
    lines = [f"{words.count(len(shown), 'claim')}: " + ", ".join(f"{n} {told}" for told, n in counts.most_common())]
    for one in shown[:CLAIMS]:
        said = f"{words.VERDICTS[one.content.verdict]}: {one.claim.claimant.name}: {one.claim.text}"
        lines.append(f"- {one_line(said)[:CLAIM]} ({standing(one)})")
    if page:
        lines.append(f"{page.rstrip('/')}/v1/reports/{report.id}?format=html")
    return "\n".join(lines)


def _titles(content: Any) -> set[str]:
    """The titles of a bot's answers: the content of an annotation is a list of its fields, as JSON."""
    listed = unpacked(content)
    fields = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    values = [unpacked(one.get("value")) for one in fields if one.get("field_name") == FIELD]
    return {str(one.get("title")) for one in values if isinstance(one, dict)}
