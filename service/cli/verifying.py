"""`claimtrace verify`: files or addresses in, a report out. Keeps nothing."""

import gc
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from service.bootstrap import open_application
from service.cassette import TapeMode
from service.cli.output import Showing, put_out
from service.cli.progress_bar import followed
from service.domain import Dossier, Report
from service.errors import BadInput, Malformed, Refused
from service.exports.safe import one_line
from service.intake import reading
from service.intake.dossier import dossier_of
from service.intake.ninjs import as_request
from service.pipeline import Event
from service.settings import Settings, settings_from_environment
from service.text.pages import looks_like_html

INTERRUPTED = 130  # what a shell gives a command that Ctrl-C ended
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
WEB_PAGES = (".html", ".htm", ".xhtml")
Alliances = tuple[Iterable[str], Iterable[str]]  # those that are declared, and those that are denied


def settings_for(model: str | None, record: str | None, replay: str | None, desk: str | None = None) -> Settings:
    """The environment's settings, with what the command line chose."""
    mode = TapeMode.RECORD if record else TapeMode.REPLAY if replay else None
    settings = settings_from_environment(model=model, cassette=record or replay, cassette_mode=mode, desk=desk)
    if replay and settings.model is None:
        from service.bootstrap.language_models import taped_model  # noqa: PLC0415 - the rules need no model

        return settings.model_copy(update={"model": taped_model(Path(replay))})
    return settings


def estimate_for(article: str, sources: Sequence[str], settings: Settings) -> None:
    """What the model would take, in one line. Raises BadInput where texts are still to be fetched."""
    from service.bootstrap.language_models import estimate  # noqa: PLC0415 - as above

    dossier = _dossier(article, sources, ((), ()))
    if any(dossier.addresses()):
        raise BadInput("--estimate asks nobody, and what stands at an address is not known before it is fetched.")
    about = estimate(settings, dossier)
    cost = "at a price that is not known" if about.cost_usd is None else f"${about.cost_usd:.4f}"
    click.echo(
        f"{one_line(about.model)}: up to about {about.calls} calls, {about.input_tokens:,} tokens in,"
        f" {about.output_tokens:,} out, {cost}"
    )


def report_on(article: str, sources: Sequence[str], alliances: Alliances, how: Showing, settings: Settings) -> None:
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries say is no part of the one line
    dossier = _dossier(article, sources, alliances)
    application = open_application(settings)
    with _uncollected():
        put_out(_uninterrupted(application.verification.verify(dossier)), how)


@contextmanager
def _uncollected() -> Iterator[None]:
    """As a worker's processes do: what makes one report and ends would look through all that it made again and again, a
    sixth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# ---------------------------------------------------------------- what comes in


def _dossier(article: str, sources: Sequence[str], alliances: Alliances) -> Dossier:
    fields = _article(article)
    for brought in (*map(_sources, sources), {"alliances": [*_alliances(alliances)]}):
        for name in ("sources", "alliances"):
            fields[name] = _joined(fields.get(name, []), brought.get(name, []))
        fields["grades"] = _merged(fields.get("grades", {}), brought.get("grades", {}))
    return dossier_of(reading.request_from(fields))


def _article(name: str) -> dict[str, Any]:
    """The request's fields that ARTICLE gives: all of them where it is a request in JSON."""
    if ADDRESS.match(name):
        return {"article": {"url": name}}
    told = _read(name)
    if name.endswith(".json"):
        with _naming(name):
            return as_request(reading.json_object(told))
    if told.lstrip().startswith("{"):
        with suppress(Malformed):
            fields = as_request(reading.json_object(told))
            if "article" in fields:
                return fields
    page = name.lower().endswith(WEB_PAGES) or looks_like_html(told)
    return {"article": {"html" if page else "body": told}}


def _sources(name: str) -> dict[str, Any]:
    """What an address brings, or a file of sources: it may be a bare list, in which an address alone is a source, and
    may hold notes, which are left out."""
    if ADDRESS.match(name):
        return {"sources": [{"url": name}]}
    told = _read(name)
    with _naming(name):
        value = reading.json_value(told)
        if isinstance(value, list):
            value = {"sources": value}
        if not isinstance(value, dict) or "sources" not in value:
            raise BadInput('Should be a list of documents, or an object with them as "sources".')
        brought = {part: value[part] for part in ("sources", "alliances", "grades") if part in value}
        if isinstance(brought["sources"], list):
            brought["sources"] = [{"url": one} if isinstance(one, str) else one for one in brought["sources"]]
        return brought


def _alliances(told: Alliances) -> Iterator[dict[str, Any]]:
    for denied, alliances in enumerate(told):
        for alliance in alliances:
            name, _, members = alliance.partition("=")
            parties = [member.strip() for member in members.split(",")]
            yield {"name": name.strip(), "members": parties, "denied": bool(denied)}


def _joined(own: object, more: object) -> object:
    """Two lists as one. What is no list is handed on as it is, for the intake to refuse."""
    if isinstance(own, list) and isinstance(more, list):
        return own + more
    return more if isinstance(own, list) else own


def _merged(own: object, more: object) -> object:
    """Two tables as one, the first before the other. What is no table is handed on, as above."""
    if isinstance(own, dict) and isinstance(more, dict):
        return more | own
    return more if isinstance(own, dict) else own


def _read(name: str) -> str:
    """The text of a file, or of standard input for `-`: UTF-8, with every kind of line end as a line feed."""
    try:
        with click.open_file(name, "rb") as file:
            raw = file.read(reading.REQUEST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}.") from error
    with _naming(name):
        return reading.text_from(raw).replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Put the name of the file before whatever is refused in it."""
    try:
        yield
    except Refused as error:
        raise type(error)(f"{name}: {error.detail}") from error


def _uninterrupted(events: Iterable[Event]) -> Report:
    try:
        return followed(events)
    except KeyboardInterrupt:
        click.echo("Aborted!", err=True)
        os._exit(INTERRUPTED)  # threads that still wait for a model's reply would hold up an ordinary end
