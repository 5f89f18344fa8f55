"""What `claimtrace review` does: words of the article become spans, numbers become keys, and the act is done."""

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from service.bootstrap import Application, open_desk
from service.domain import Act, Document, Report, ReviewEvent, Span
from service.errors import BadInput
from service.exports import words
from service.exports.desk import said_of
from service.exports.safe import one_line
from service.intake.archiving import document_from
from service.intake.auto_archiver import sheet_rows
from service.intake.reading import json_value, text_from
from service.settings import settings_from_environment
from service.store.reviews import ACT
from service.weighing.reviewed import reviewed, standing
from service.work.reviews import done


def do(report_id: str, desk: str | None, who: str, told: dict[str, Any]) -> None:
    """One act, made from the report as it stands now. Raises as `done`, or BadInput for what names nothing."""
    application = open_desk(settings_from_environment(desk=desk))
    whole, events = _seen(application, report_id)
    act = _act(application, whole, told)
    seen = events[-1].number if events else 0
    (*_, event) = done(
        application.store, application.writing, application.verification.ruleset, report_id, act, who, seen
    )
    click.echo(one_line(f"Act {event.number}: {event.act.kind}, by {event.who}."))


def take_in_sheet(report_id: str, desk: str | None, file: str, who: str, why: str | None) -> None:
    """An act for each row of auto-archiver's sheet that tells of a copy, and is of no other report. Raises as `do`."""
    rows = list(sheet_rows(text_from(_bytes_of(file))))
    own = [act for folder, act in rows if folder in {"", report_id}]
    for act in own:
        do(report_id, desk, who, {**act.model_dump(mode="json", exclude_none=True), "reason": why})
    click.echo(f"Preserved: {len(own)} of the {len(rows)} addresses that the sheet has copies of.")


def show_acts(report_id: str, desk: str | None) -> None:
    """The claims as the desk sees them, and every act that was done, undone ones too."""
    whole, events = _seen(open_desk(settings_from_environment(desk=desk)), report_id)
    for number, one in enumerate(whole.findings, 1):
        claim = f"{number:>3} {one.claim.id}  {words.VERDICTS[one.content.verdict]}  {one.claim.claimant.name}"
        click.echo(one_line(f"{claim}: {one.claim.text}"))
        for line in said_of(one.review):
            click.echo(one_line(f"      {line}"))
    stand = {one.number for one in standing(events)}
    told = {one.number: one.told for one in whole.review.acts} if whole.review else {}
    for event in events:
        undone = "" if event.number in stand or event.act.kind == "undo" else " (undone)"
        what = told.get(event.number) or event.act.kind
        reason = getattr(event.act, "reason", None) or ""
        click.echo(one_line(f"{event.number}. {what} {event.who}, {words.day(event.at)}.{undone} {reason}".rstrip()))


def _seen(application: Application, report_id: str) -> tuple[Report, tuple[ReviewEvent, ...]]:
    """The report as the desk sees it, and all acts. Raises NotFound."""
    machine, events = application.store.reports.get(report_id), application.store.reviews.of(report_id)
    return reviewed(machine, events, application.verification.ruleset), events


def _act(application: Application, whole: Report, told: dict[str, Any]) -> Act:
    """The act that a command line tells of. Raises BadInput."""
    fields = {name: value for name, value in told.items() if value not in (None, ())}
    if "claim" in fields:
        fields["claim"] = _key(whole, fields["claim"])
    if "claims" in fields:
        fields["claims"] = [_key(whole, one) for one in fields["claims"]]
    if "spans" in fields:
        fields["spans"] = [_span(whole, one) for one in fields["spans"]]
    if "parts" in fields:
        fields["parts"] = [{"spans": [_span(whole, one)]} for one in fields["parts"]]
    if fields["kind"] == "evidence":
        fields["evidence"] = _evidence(whole, fields["claim"], *fields["evidence"])
    if fields["kind"] == "tie":
        fields["tie"] = _tie(whole, fields["parties"])
    if fields["kind"] == "document":
        fields["document"] = _document(application, fields["document"])
    try:
        return ACT.validate_python(_with_claimant(fields) if fields["kind"] in {"add", "correct"} else fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadInput(f"{first['msg']}.", "/".join(map(str, first["loc"][1:]))) from error


def _with_claimant(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a claim as an act has them, from those that a command line takes one by one."""
    kind, name = fields.pop("claimant_kind"), fields.pop("claimant", None)
    known = {key: fields.pop(key) for key in ("channel", "platform", "official") if key in fields}
    if name:
        fields["claimant"] = {"name": name, "kind": kind}
    if "relayers" in fields:
        fields["relayers"] = [{"name": one, "kind": "organisation"} for one in fields["relayers"]]
    if known:
        fields["provenance"] = [{"channel": "unspecified", **known}]
    return fields


def _key(whole: Report, told: str) -> str:
    """A claim's id, from its number or itself."""
    if not told.isdecimal():
        return told
    if not 1 <= int(told) <= len(whole.findings):
        raise BadInput(f"There is no claim {told[:20]}: the report has {len(whole.findings)}.")
    return whole.findings[int(told) - 1].claim.id


def _span(whole: Report, told: str) -> Span:
    """The words where the article first has them."""
    body, end = whole.article.body, whole.article.body_end
    start = body.find(told, 0, end)
    if start < 0:
        raise BadInput(f"The article does not hold these very words: {told[:80]!r}.")
    return Span(text=told, start=start, end=start + len(told))


def _evidence(whole: Report, claim: str, document: str, told: str | None) -> dict[str, Any]:
    """The place of a claim's evidence in a document; of several, of that which holds the words."""
    found = [
        item
        for one in whole.findings
        for item in one.evidence
        if one.claim.id == claim and item.document_id == document and (told or "") in item.span.text
    ]
    if len(found) != 1:
        raise BadInput(f"There are {len(found)} such pieces of evidence in {document[:80]!r}: --words tells which.")
    span = found[0].span
    return {"document_id": document, "start": span.start, "end": span.end}


def _tie(whole: Report, parties: tuple[str, str]) -> str:
    """What the two are to each other, by the report."""
    kinds = [one.kind for one in whole.ties if one.parties == parties]
    if not kinds:
        told = "; ".join(words.belongs(one) for one in whole.ties[:20]) or "none"
        raise BadInput(f"No text of the report says that these two belong together. It has: {told}.")
    return kinds[0]


def _document(application: Application, file: str) -> Document:
    """The document in a file, with what the desk knows of its publisher."""
    read = document_from(json_value(text_from(_bytes_of(file))), "")
    if not isinstance(read, Document):
        raise read[0]
    named = read.model_copy(update={"id": read.id or f"desk-{read.sha256 or ''}"[:64]})
    return application.verification.registry().known(named)


def _bytes_of(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}.") from error
