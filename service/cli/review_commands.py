"""`claimtrace review`: a desk does one act at a time with a report that is kept. Its help needs nothing but click."""

from collections.abc import Callable
from typing import Any

import click

from service.cli.options import of_desk

# The members of `service.domain`'s closed sets, which a page of help must not import.
KINDS = ("person", "group", "organisation", "government", "media", "author", "unnamed")
CATEGORIES = ("original", "decontextualized", "edited_or_cropped", "satire_or_parody", "staged", "transformed")
MODALITIES = ("asserted", "claimed", "hedged", "denied")
CLAIM = "CLAIM is its number in the report as the desk sees it, or its id."


class Signed(click.Group):
    """Every command of it takes who does it, and why."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        if cmd.name not in {"list", "show"}:
            cmd.params.append(click.Option(["--who"], required=True, help="Who does it."))
            cmd.params.append(click.Option(["--why"], help="Why."))
        super().add_command(cmd, name)


@click.group("review", cls=Signed, epilog=CLAIM)
@click.argument("report")
@of_desk
@click.pass_context
def review(context: click.Context, report: str, desk: str | None) -> None:
    """Accept, correct or reject claims of REPORT, the id of a report that is kept; every act can be undone."""
    context.obj = report, desk


def _do(context: click.Context, /, kind: str, who: str, why: str | None, **fields: Any) -> None:
    from service.cli.reviewing import do  # noqa: PLC0415

    report, desk = context.obj
    do(report, desk, who, {"kind": kind, "reason": why, **fields})


def _of_claim(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--claim", metavar="CLAIM", help="Of this claim; else of the report.")(command)


def _of_claimant(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.option("--claimant", metavar="NAME", help="Who says so."),
        click.option(
            "--kind",
            "claimant_kind",
            type=click.Choice(KINDS),
            default="group",
            show_default=True,
            help="What they are.",
        ),
        click.option("--relayer", "relayers", metavar="NAME", multiple=True, help="Who passed it on, innermost first."),
        click.option("--channel", help="How it is known: social_post, video, official_statement and the like."),
        click.option("--platform", help="On which platform: x, telegram, youtube and the like."),
        click.option("--official/--not-official", default=None, help="Whether it is the claimant's own."),
        click.option("--modality", type=click.Choice(MODALITIES)),
        click.option("--checkworthy/--not-checkworthy", default=None),
        click.option("--text", help="The claim, where it is not told in the words themselves."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@review.command("list")
@click.pass_context
def list_acts(context: click.Context) -> None:
    """The claims as they stand, and every act: who, when and why."""
    from service.cli.reviewing import show_acts  # noqa: PLC0415

    show_acts(*context.obj)


@review.command()
@click.argument("claim")
@click.pass_context
def accept(context: click.Context, claim: str, who: str, why: str | None) -> None:
    """CLAIM may go out as it stands."""
    _do(context, "accept", who, why, claim=claim)


@review.command()
@click.argument("claim")
@click.pass_context
def reject(context: click.Context, claim: str, who: str, why: str | None) -> None:
    """CLAIM is none, or none to be told; --why is wanted."""
    _do(context, "reject", who, why, claim=claim)


@review.command()
@click.argument("claim")
@click.option("--words", "spans", multiple=True, help="The words of the article that state it.")
@_of_claimant
@click.pass_context
def correct(context: click.Context, /, claim: str, who: str, why: str | None, **fields: Any) -> None:
    """Let CLAIM have other words, another claimant and the like; what is not given stays."""
    _do(context, "correct", who, why, claim=claim, **fields)


@review.command()
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM CLAIM...")
@click.pass_context
def merge(context: click.Context, claims: tuple[str, ...], who: str, why: str | None) -> None:
    """Make claims one; the first keeps its key."""
    _do(context, "merge", who, why, claims=claims)


@review.command()
@click.argument("claim")
@click.option("--part", "parts", multiple=True, required=True, help="The words of the article that state a part.")
@click.pass_context
def split(context: click.Context, claim: str, parts: tuple[str, ...], who: str, why: str | None) -> None:
    """Make CLAIM several; the first part keeps its key."""
    _do(context, "split", who, why, claim=claim, parts=parts)


@review.command()
@click.argument("words")
@_of_claimant
@click.pass_context
def add(context: click.Context, /, words: str, who: str, why: str | None, **fields: Any) -> None:
    """Add a claim that was missed: WORDS are those of the article that state it."""
    _do(context, "add", who, why, spans=(words,), **fields)


@review.command()
@click.argument("text")
@_of_claim
@click.pass_context
def note(context: click.Context, text: str, claim: str | None, who: str, why: str | None) -> None:
    """Keep TEXT in mind."""
    _do(context, "note", who, None, claim=claim, text=text if why is None else f"{text} ({why})")


@review.command()
@click.argument("name", required=False)
@_of_claim
@click.pass_context
def assign(context: click.Context, name: str | None, claim: str | None, who: str, why: str | None) -> None:
    """Have NAME look at it; without one, nobody any more."""
    _do(context, "assign", who, why, claim=claim, to=name)


@review.command()
@click.argument("claim")
@click.argument("verdict")
@click.pass_context
def override(context: click.Context, claim: str, verdict: str, who: str, why: str | None) -> None:
    """Judge CLAIM to be VERDICT, such as `doubtful`, whatever weighing gives; --why is wanted."""
    _do(context, "override", who, why, claim=claim, verdict=verdict)


@review.command()
@click.argument("claim")
@click.argument("document")
@click.argument("mark", type=click.Choice(("irrelevant", "misread")))
@click.option("--words", help="Which, where the document has several pieces of evidence for the claim.")
@click.pass_context
def evidence(
    context: click.Context, claim: str, document: str, mark: str, words: str | None, who: str, why: str | None
) -> None:
    """Have evidence for CLAIM in DOCUMENT, by its id, count for nothing."""
    _do(context, "evidence", who, why, claim=claim, evidence=(document, words), mark=mark)


@review.command()
@click.argument("one")
@click.argument("other")
@click.argument("state", type=click.Choice(("accept", "deny")))
@click.pass_context
def tie(context: click.Context, one: str, other: str, state: str, who: str, why: str | None) -> None:
    """Confirm or deny that ONE and OTHER belong together, as a text of the report says."""
    _do(context, "tie", who, why, parties=(one, other), state={"accept": "accepted", "deny": "denied"}[state])


@review.command()
@click.argument("medium", metavar="ID")
@click.argument("categories", nargs=-1, required=True, type=click.Choice(CATEGORIES), metavar="CATEGORY...")
@click.option("--shows", help="What it shows in truth.")
@click.option("--original", metavar="URL", help="Where it comes from.")
@click.pass_context
def media(
    context: click.Context,
    /,
    medium: str,
    categories: tuple[str, ...],
    who: str,
    why: str | None,
    shows: str | None,
    original: str | None,
) -> None:
    """Say what a picture, video or recording of the article is, by its id or address."""
    told = {"context": shows, "original": original}
    _do(context, "media", who, why, media=medium, categories=categories, **told)


@review.command()
@click.argument("file")
@click.pass_context
def preserved(context: click.Context, file: str, who: str, why: str | None) -> None:
    """Take in what auto-archiver kept: FILE is the sheet of `claimtrace export --as archive`, filled in."""
    from service.cli.reviewing import take_in_sheet  # noqa: PLC0415

    report, desk = context.obj
    take_in_sheet(report, desk, file, who, why)


@review.command()
@click.argument("file")
@_of_claim
@click.pass_context
def document(context: click.Context, file: str, claim: str | None, who: str, why: str | None) -> None:
    """Add a document, JSON in the shape of a request's source; a worker has it judged."""
    _do(context, "document", who, why, claim=claim, document=file)


@review.command()
@click.argument("number", type=int)
@click.pass_context
def undo(context: click.Context, number: int, who: str, why: str | None) -> None:
    """Let the act of this NUMBER not stand."""
    _do(context, "undo", who, why, number=number)
