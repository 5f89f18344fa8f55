"""A report as the desk sees it: what was read, what the desk did with it, weighed again. Pure: asks nobody.

Acts are done in their order to the machine's report. One whose claim, evidence or tie is not there, because an act
before it was undone, rests: it changes nothing, and says so.
"""

from collections.abc import Sequence

from service.domain import Report, ReviewEvent, Ruleset, Undo
from service.weighing.findings import weighed_anew
from service.weighing.reviewing import Reviewing


def reviewed(report: Report, events: Sequence[ReviewEvent], ruleset: Ruleset | None = None) -> Report:
    """The machine's report with what stands of a desk's acts, weighed again; where none stands, the report as it is.
    `ruleset` is for one whose own is no longer held. Raises BadInput for a report that does not hold what was read."""
    acts = standing(events)
    if not acts:
        return report
    desk = Reviewing.of(report)
    for event in acts:
        desk.do(event)
    basis = report.basis
    if basis and ruleset and not isinstance(basis.ruleset, Ruleset):
        basis = basis.model_copy(update={"ruleset": ruleset})
    return weighed_anew(desk.report(), desk.claims(), basis)


def standing(events: Sequence[ReviewEvent]) -> tuple[ReviewEvent, ...]:
    """The acts that nobody undid, in their order; undoings are not among them."""
    undone: set[int] = set()
    for event in reversed(events):
        if isinstance(event.act, Undo) and event.number not in undone:
            undone.add(event.act.number)
    return tuple(one for one in events if one.number not in undone and not isinstance(one.act, Undo))
