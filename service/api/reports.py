"""Reports go out, in every form that there is."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor

from flask import Response, request

from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import Report
from service.errors import BadInput, Busy, NotFound, StoreUnavailable
from service.exports.formats import FORMATS, VIEWS, Format, plain

USUAL = FORMATS["json"]


class Writers:
    """A few threads that write reports. What many ask for at the same time is written once for all of them, and not
    kept."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, "claimtrace-reports")
        self._lock, self._under_way, self.waiting = threading.Lock(), dict[Hashable, Future[bytes]](), 0

    def written(self, key: Hashable, write: Callable[[], bytes], most: int) -> bytes:
        """Raises Busy where `most` wait already: each holds a thread of the server, and others must be answered too."""
        with self._lock:
            if self.waiting >= most:
                raise Busy(f"{most} reports are waited for already.")
            asked = self._under_way.get(key)
            if asked is None:
                asked = self._under_way[key] = self._threads.submit(self._written, key, write)
            self.waiting += 1
        try:
            return asked.result()
        finally:
            with self._lock:
                self.waiting -= 1

    def _written(self, key: Hashable, write: Callable[[], bytes]) -> bytes:
        try:
            return write()
        finally:
            with self._lock:
                del self._under_way[key]


# 2: reading a large report holds the interpreter, and takes ten times its size, which a thread keeps for good.
WRITERS = Writers(2)


def show(application: Application, id: str) -> Response:
    form, view = _wanted(), _view()
    if view and form is not FORMATS["text"]:
        raise BadInput("The query's view is for the format text.")

    def write() -> bytes:
        report = application.store.reports.get(id)
        return (plain(report, view) if view else form.write(report)).encode()

    body = WRITERS.written((application.opened, id, form, view), write, most=application.threads // 4)
    response = Response(body, mimetype=form.mimetype)
    response.vary.add("Accept")
    return response


SHOW = Route(
    "GET",
    "/v1/reports/<id>",
    show,
    "A report that was made before.",
    gives=Report,
    parameters=(
        Parameter(name="id", place="path", description="The report's id."),
        Parameter(
            name="format",
            place="query",
            description="How it is written; else the Accept header decides, else JSON.",
            choices=tuple(FORMATS),
        ),
        Parameter(
            name="view",
            place="query",
            description="How much of it is told as text: a line a claim, all in full, or with the arithmetic.",
            choices=VIEWS,
        ),
    ),
    also=tuple(form.mimetype for form in FORMATS.values() if form != USUAL),
    problems=(NotFound, BadInput, Busy, StoreUnavailable),
)


def _wanted() -> Format:
    asked = request.args.get("format")
    if asked is None:
        best = request.accept_mimetypes.best_match([form.mimetype for form in FORMATS.values()], USUAL.mimetype)
        return next(form for form in FORMATS.values() if form.mimetype == best)
    if asked not in FORMATS:
        raise BadInput(f"The query's format is one of {', '.join(FORMATS)}, not {asked[:80]!r}.")
    return FORMATS[asked]


def _view() -> str | None:
    asked = request.args.get("view")
    if asked is not None and asked not in VIEWS:
        raise BadInput(f"The query's view is one of {', '.join(VIEWS)}, not {asked[:80]!r}.")
    return asked
