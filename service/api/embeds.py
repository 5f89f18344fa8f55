"""Reports in other pages: an address that shows what editors accepted of one, and what oEmbed says of it."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as XML

from flask import Response, request
from markupsafe import Markup

from service.api.access import known_as
from service.api.bodies import written
from service.api.openapi import Parameter, Route
from service.api.pages import HTML, home
from service.api.queries import whole_number
from service.bootstrap import Application
from service.domain import Audience, Frozen, Scope
from service.errors import BadInput, Conflict, NoProcess, NotFound, StoreUnavailable, Unfinished
from service.exports.options import FormOptions
from service.store.embeds import ReportEmbed
from service.store.reviews import version

PATH = "/embed/"
LINK = re.compile(r"/embed/(emb_[\w-]{22})/?", re.A)
WIDTH, HEIGHT = 600, 400  # pixels, where the page that asks sets no bound
NARROWEST, LOWEST, BIGGEST = 200, 120, 999_999
KEPT_S = 300  # what changed is seen after so long
# Nothing runs or is loaded in it, and only the sites that are set show it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; base-uri 'none'; form-action 'none'"
TITLE = "Checked claims"
FRAME = Markup('<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" sandbox="allow-popups"></iframe>')
ID = Parameter(name="id", place="path", description="The report's id.")


class EmbedOut(Frozen):
    """Where a report is shown to whoever has the address, and the element that shows it in a page."""

    id: str
    url: str
    html: str
    made_at: str
    made_by: str | None


class EmbedList(Frozen):
    """Where a report is shown, the first one first."""

    embeds: tuple[EmbedOut, ...]


class OEmbed(Frozen):
    """What oEmbed 1.0 says of an embed: of type `rich`."""

    version: str = "1.0"
    type: str = "rich"
    title: str = TITLE
    provider_name: str
    provider_url: str
    cache_age: int = KEPT_S
    width: int
    height: int
    html: str


def make_embed(application: Application, id: str) -> Response:
    if not application.embed_in:
        raise Conflict("No site is named that may show reports: see CLAIMTRACE_EMBED_IN.")
    application.store.reports.expect(id)
    made = _out(application, application.store.embeds.add(id, known_as(None)))
    return written(made, 201, {"Location": made.url})


def list_embeds(application: Application, id: str) -> Response:
    application.store.reports.expect(id)
    return written(EmbedList(embeds=tuple(_out(application, one) for one in application.store.embeds.of(id))))


def remove_embed(application: Application, id: str, embed: str) -> Response:
    application.store.embeds.remove(id, embed)
    return Response(status=204)


def show_embed(application: Application, id: str) -> Response:
    found, desk = application.store.of(None).embeds.find(id)
    own = application.of(desk)
    events = own.store.reviews.of(found.report_id)
    publisher, site = application.publisher
    asked = FormOptions(publisher=publisher, site=site)
    response = Response(own.renderings.get(found.report_id, "embed", asked, events), mimetype=HTML)
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors {' '.join(application.embed_in)}"
    response.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(f"{found.report_id}.{version(events)}")
    discovery = f"{home(application)}/oembed?url={_url(application, id)}"
    response.headers["Link"] = f'<{discovery}>; rel="alternate"; type="application/json+oembed"'
    response.make_conditional(request)
    return response


def tell_oembed(application: Application) -> Response:
    """oEmbed 1.0, section 2: https://oembed.com."""
    form = request.args.get("format", "json")
    if form not in {"json", "xml"}:
        raise BadInput(f"The query's format is json or xml, not {form[:40]!r}.", "format")
    link = LINK.fullmatch(urlsplit(request.args.get("url", "")).path)
    if link is None:
        raise NotFound("The query's url is none of a report that is shown here.")
    application.store.of(None).embeds.find(link[1])
    width = min(WIDTH, whole_number("maxwidth", WIDTH, BIGGEST, NARROWEST))
    height = min(HEIGHT, whole_number("maxheight", HEIGHT, BIGGEST, LOWEST))
    told = OEmbed(
        provider_name=application.publisher[0] or "Claimtrace",
        provider_url=application.publisher[1] or home(application),
        width=width,
        height=height,
        html=_element(_url(application, link[1]), width, height),
    )
    if form == "json":
        return written(told)
    root = XML.Element("oembed")
    for name, value in told.model_dump().items():
        XML.SubElement(root, name).text = str(value)
    return Response(XML.tostring(root, encoding="utf-8", xml_declaration=True), mimetype="text/xml")


def _out(application: Application, one: ReportEmbed) -> EmbedOut:
    url = _url(application, one.id)
    element = _element(url, WIDTH, HEIGHT)
    return EmbedOut(id=one.id, url=url, html=element, made_at=one.made_at.isoformat(), made_by=one.made_by)


def _element(url: str, width: int, height: int) -> str:
    return str(FRAME.format(url, width, height, TITLE))


def _url(application: Application, id: str) -> str:
    return f"{home(application)}{PATH}{id}"


ROUTES = (
    Route(
        "POST",
        "/v1/reports/<id>/embeds",
        make_embed,
        "Let a report be shown in other pages: whoever has the address sees the claims that editors accepted.",
        needs=Scope.REVIEWS_WRITE,
        gives=EmbedOut,
        status=201,
        parameters=(ID,),
        problems=(NotFound, Conflict, StoreUnavailable),
    ),
    Route(
        "GET",
        "/v1/reports/<id>/embeds",
        list_embeds,
        "Where a report is shown in other pages.",
        needs=Scope.REPORTS_READ,
        gives=EmbedList,
        parameters=(ID,),
        problems=(NotFound, StoreUnavailable),
    ),
    Route(
        "DELETE",
        "/v1/reports/<id>/embeds/<embed>",
        remove_embed,
        "Show it there no longer.",
        needs=Scope.REVIEWS_WRITE,
        gives=None,
        status=204,
        parameters=(ID, Parameter(name="embed", place="path", description="The embed's id.")),
        problems=(NotFound, StoreUnavailable),
    ),
    Route(
        "GET",
        f"{PATH}<id>",
        show_embed,
        "What editors accepted of a report, as a small page without script for a frame in another one.",
        needs=Audience.ALL,
        gives=None,
        also=(HTML,),
        parameters=(Parameter(name="id", place="path", description="The embed's id."),),
        problems=(NotFound, Unfinished, NoProcess, StoreUnavailable),
    ),
    Route(
        "GET",
        "/oembed",
        tell_oembed,
        "oEmbed 1.0 for the address of an embed.",
        needs=Audience.ALL,
        gives=OEmbed,
        also=("text/xml",),
        parameters=(
            Parameter(name="url", place="query", description="The embed's address."),
            Parameter(name="maxwidth", place="query", description="Pixels that it may be wide.", kind="integer"),
            Parameter(name="maxheight", place="query", description="Pixels that it may be high.", kind="integer"),
            Parameter(name="format", place="query", description="As what it is told.", choices=("json", "xml")),
        ),
        problems=(NotFound, BadInput, StoreUnavailable),
    ),
)
