"""A site with feeds, on loopback: it answers conditional questions, and keeps when it was asked for what."""

from hashlib import sha256

from tests.loopback import RawServer, said

ARTICLE = "The {0} of Orvel was shut on Monday, its board said. Surveyors had found the {0} unsafe in the spring."


def article(thing, published="2024-06-10T06:00:00Z"):
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    words = f"<p>{ARTICLE.format(thing)}</p><p>Nobody in the town of Mereth knew of the {thing} before.</p>"
    head = f"<title>The {thing} is shut</title>{date}"
    return said(f'<!DOCTYPE html><html lang="en"><head>{head}</head><article>{words}</article></html>'.encode())


def rss(*paths, **more):
    """A feed of pages; a path may come with a date, and with its own full text."""
    items = []
    for told in paths:
        path, date, full = (*((told,) if isinstance(told, str) else told), None, None)[:3]
        dated = f"<pubDate>{date}</pubDate>" if date else ""
        whole = f"<encoded><![CDATA[<p>{full}</p>]]></encoded>" if full else ""
        items.append(f"<item><title>{path}</title><link>{path}</link>{dated}{whole}</item>")
    return said(f"<rss><channel>{''.join(items)}</channel></rss>".encode(), type="application/rss+xml", **more)


def sitemap(*paths):
    told = "".join(f"<url><loc>{path}</loc></url>" for path in paths)
    return said(f"<urlset>{told}</urlset>".encode(), type="application/xml")


def index(*paths):
    told = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in paths)
    return said(f"<sitemapindex>{told}</sitemapindex>".encode(), type="application/xml")


class Site(RawServer):
    """What stands at each path; elsewhere nothing does. Whoever knows what stands there already is told so."""

    def __init__(self, **more):
        super().__init__({}, **more)

    def at(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def asked(self, *paths):
        """The paths that were asked for, in order; only those that are named, if any are."""
        every = [request.split()[1].decode() for request in self.heard]
        return [path for path in every if path in paths or not paths]

    def _said_to(self, request):
        path = request.split()[1].decode()
        if path not in self.parts:
            return said(b"", "404 Not Found")
        whole = b"".join(self.parts[path])
        tag = f'"{sha256(whole).hexdigest()[:8]}"'
        if f"If-None-Match: {tag}".lower().encode() in request.lower():
            return said(b"", "304 Not Modified")
        head, _, body = whole.partition(b"\r\n")
        return [head + b"\r\nETag: " + tag.encode() + b"\r\n" + body]
