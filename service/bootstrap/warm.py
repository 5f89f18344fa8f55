"""Imported by the process that readers are forked off: one small article goes the whole way there, so that what is
loaded, compiled and looked up at first use is there for each of them."""

import gc

from service.bootstrap import EMBEDDED, open_application
from service.exports.formats import FORMATS, VIEWS, written
from service.exports.options import FormOptions
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.settings import Settings

PAGE = """<html lang="en"><head><title>Ferry of Port Ilmen taken out of service</title>
<meta property="article:published_time" content="2024-03-04T08:00:00Z"></head><body><article>
<h1>Ferry of Port Ilmen taken out of service</h1>
<p>The harbour office said on Monday that the ferry “Orla” had been taken out of service after 12 people were hurt.</p>
<figure><img src="/orla.jpg"><figcaption>The ferry “Orla” at its pier on Monday.</figcaption></figure>
<p>“We will repair her within three weeks,” its director Tove Arnholt told reporters. The office posted a video of the
damage on its official Facebook page, which has not been independently verified.</p></article></body></html>"""
SOURCE = "PORT ILMEN, March 4 - The ferry Orla was not taken out of service, the owner said. Nine people were hurt."


def _go() -> None:
    sources = [{"publisher": "Ilmen Post", "text": SOURCE}, {"publisher": "Coast Radio", "html": PAGE}]
    dossier = dossier_of(request_from({"article": {"html": PAGE}, "sources": sources}))
    verification = open_application(Settings(model=EMBEDDED, database_url="sqlite://")).verification  # opens none
    kept = verification.report(dossier).model_dump_json()
    for form in (name for name, one in FORMATS.items() if one.whole):
        written(kept, form)
    for view in VIEWS:
        written(kept, "text", FormOptions(view))
    gc.collect()
    gc.freeze()  # a full collection writes to all that it looks through, and what is written to is copied
    gc.disable()  # each run goes away with its process, and would look through all that it made again and again


_go()
