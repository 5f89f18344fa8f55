"""What the address of a web page tells: which page it is, however it was reached, and who publishes there.

Asks nobody. Every step is linear in the address, and one longer than any browser opens tells nothing.
"""

import re
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

LONGEST = 8_000  # characters
WRAPPERS = 4  # one in the other: an archived copy of a cached copy has two
SCHEMES = frozenset({"http", "https", ""})
_SCHEME = re.compile(r"https?:/")
_HOST = re.compile(r"[a-z0-9:_-]+(?:\.[a-z0-9_-]+)*")
_READABLE = "!$&'()*+,;=:@-._~"  # what may stand in a path as it is (RFC 3986)

# ---------------------------------------------------------------- one page under several addresses

WWW = frozenset("www www1 www2 www3 ww2".split())
MIRRORS = WWW | frozenset("m mobile mobil amp wap touch".split())
# Below these, under a country's label, a name begins: "amp.com.au" is a firm.
REGISTRIES = frozenset("ac co com edu go gob gouv gov info ne net nom or org web".split())
AMP_ENDS = frozenset({"amp", "amphtml"})
INDEX = frozenset(f"{name}.{end}" for name in ("index", "default") for end in "html htm php shtml asp aspx jsp".split())

# Only names by which no site tells which page is meant: "ref" and "source" are not among them.
TRACKING_BEGINS = tuple("utm_ mtm_ pk_ hsa_ _hs at_ mc_ ns_ oly_ vero_ itm_ wt. wt_ amp_ fb_action_ guce_ mkt_".split())
TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh rdt_cid epik"
    " srsltid s_kwcid cmp cmpid ncid icid ocid ito ftag taid smid smtyp xtor spm sfnsn mibextid _ga _gl"
    " ref_src ref_url __twitter_impression amp _amp usqp guccounter".split()
)
AMP_VALUES = frozenset({("outputtype", "amp"), ("output", "amp"), ("view", "amp")})

ARCHIVES = frozenset({"web.archive.org", *(f"archive.{end}" for end in "today ph is li md vn fo".split())})
AMP_CACHES = (".cdn.ampproject.org", ".bing-amp.com")
VIDEO_WAYS = frozenset("shorts embed live v".split())

# ---------------------------------------------------------------- who publishes

ALIASES = {
    "twitter.com": "x.com",
    "fb.com": "facebook.com",
    "threads.com": "threads.net",
    "telegram.me": "t.me",
    "instagr.am": "instagram.com",
    "youtube-nocookie.com": "youtube.com",
}
# Hosts below these are the same house: "en-gb.facebook.com".
ONE_HOUSE = tuple(
    "facebook.com instagram.com linkedin.com reddit.com tiktok.com twitter.com weibo.com youtube.com".split()
)
# Where many publish: the step of the path that names the account, {}; * is any step.
ACCOUNTS: dict[str, tuple[str, ...]] = {
    "bitchute.com": ("channel/{}",),
    "bsky.app": ("profile/{}",),
    "facebook.com": ("people/*/{}", "pages/*/{}", "pg/{}", "{}"),
    "github.com": ("{}",),
    "instagram.com": ("stories/{}", "{}"),
    "issuu.com": ("{}",),
    "linkedin.com": ("company/{}", "school/{}", "in/{}"),
    "medium.com": ("{}",),
    "odysee.com": ("@{}",),
    "ok.ru": ("group/{}", "profile/{}"),
    "open.substack.com": ("pub/{}",),
    "patreon.com": ("c/{}", "{}"),
    "reddit.com": ("user/{}", "u/{}"),
    "rumble.com": ("c/{}", "user/{}"),
    "sites.google.com": ("view/{}", "site/{}"),
    "soundcloud.com": ("{}",),
    "substack.com": ("@{}",),
    "t.me": ("s/{}", "{}"),
    "threads.net": ("@{}",),
    "tiktok.com": ("@{}",),
    "tumblr.com": ("blog/{}", "{}"),
    "twitch.tv": ("{}",),
    "vimeo.com": ("user/{}",),
    "vk.com": ("{}",),
    "weibo.com": ("u/{}", "n/{}", "{}"),
    "x.com": ("{}",),
    "youtube.com": ("channel/{}", "c/{}", "user/{}", "@{}"),
}
# Steps that stand where an account could, and name none.
NO_ACCOUNT = frozenset(
    "about accounts blog c channel channels clip comments company embed events explore feed groups hashtag help home i"
    " in intent joinchat legal live login m marketplace media messages news notes p pages people pg photo photos"
    " playlist plugins posts privacy profile r reel reels s search settings share sharer shorts site status stories"
    " story tag tagged tags topic topics trending u user tv video videos view watch".split()
)
# And no address says who: short links, readers, files, releases, archives that do not tell what they keep.
NOBODY = ARCHIVES | frozenset(
    "archive.org ghostarchive.org perma.cc webcache.googleusercontent.com"
    " t.co bit.ly tinyurl.com goo.gl ow.ly buff.ly dlvr.it is.gd trib.al lnkd.in fb.me fb.watch youtu.be redd.it wa.me"
    " news.google.com msn.com apple.news flipboard.com newsbreak.com smartnews.com ground.news clips.twitch.tv"
    " docs.google.com drive.google.com dropbox.com scribd.com documentcloud.org imgur.com"
    " telegra.ph pastebin.com change.org wordpress.com blogspot.com livejournal.com"
    " prnewswire.com businesswire.com globenewswire.com einpresswire.com accesswire.com prweb.com".split()
)
# Their posts are told apart by the path alone: what follows a question mark says who passed them on.
NO_QUERY = frozenset("x.com t.me instagram.com threads.net tiktok.com bsky.app medium.com substack.com".split())
_ACCOUNT = re.compile(r"@?([\w.@%~-]{1,100})")
_POST = re.compile(r"(?:wall|video|photo|clip|topic|album|doc)(-?\d+)_\d+")  # "wall-123_45" stands on the wall of -123


class Address(NamedTuple):
    """An address taken apart: the host, a port that is no default one ("" for none), the path's steps, the query.
    Nothing in it leads to a mirror or a copy."""

    host: str
    port: str
    steps: tuple[str, ...]
    query: str


@lru_cache(maxsize=4096)
def page_of(url: str | None) -> str | None:
    """A name of the page, the same for all addresses that lead to it: phone and AMP mirrors, caches and web archives,
    with or without tracking, fragment, default port, closing slash or index file. None for what is no web address."""
    address = _address(url)
    if address is None:
        return None
    host, steps, query = address.host, address.steps, "" if address.host in NO_QUERY else _telling(address.query)
    if video := _video(address):
        host, steps, query = "youtube.com", ("watch",), f"v={quote(video)}"
    while host == "t.me" and len(steps) > 1 and steps[0] == "s":
        steps = steps[1:]
    host = f"[{host}]" if ":" in host else host
    path = "/".join((host + address.port, *steps))
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=4096)
def site_of(url: str | None) -> str | None:
    """What stands for the publisher of the page: its host; where many publish under one host, host and account, and
    None where the address does not tell the account. Two hosts under one domain are two: a town's council and its
    newspaper may share one, and who owns both the desk's registry knows."""
    address = _address(url)
    if address is None or address.host in NOBODY:
        return None
    host, steps = address.host, address.steps
    # "@anna" and "~anna" are somebody's own on any host: so the fediverse and universities write them.
    templates = ACCOUNTS.get(host, ("@{}", "~{}"))
    account = next(filter(None, (_fitted(template.split("/"), steps) for template in templates)), None)
    if host == "facebook.com" and steps and steps[0].endswith(".php"):
        account = _named(_asked(address.query, "id") or "")
    if account:
        return f"{host}/{account}"
    return None if host in ACCOUNTS else host


@lru_cache(maxsize=4096)
def domain_of(url: str | None) -> str | None:
    """The host of the page itself, whoever publishes under it."""
    address = _address(url)
    return address.host if address else None


def labels_of(host: str) -> tuple[str, ...]:
    """The parts of a host's name that its owner chose: "news" and "daily" of "news.daily.co.uk"."""
    labels = _bare(host).split(".")
    return tuple(labels[:-2] if len(labels) > 2 and _is_registry(labels[-2:]) else labels[:-1])


# ---------------------------------------------------------------- taking apart


def _address(url: str | None) -> Address | None:
    parts = _split(url)
    for _ in range(WRAPPERS):
        if parts is None or (inner := _wrapped(parts)) is None:
            break
        parts = _split(inner)
    if parts is None or (host := _host(parts)) is None:
        return None
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    steps = (quote(unquote_to_bytes(step), safe=_READABLE) for step in parts.path.split("/") if step)
    return Address(host, port, _without_mirror(host, tuple(steps)), parts.query)


def _split(url: str | None) -> SplitResult | None:
    """The parts of a web address, which may lack its scheme. None for what is none."""
    if not url or len(url) > LONGEST:
        return None
    scheme, found, _ = url.partition("://")
    whole = url.startswith("//") or (found and "/" not in scheme)
    try:
        url.encode()  # a lone surrogate cannot be
        parts = urlsplit(url if whole else f"//{url}")
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    told = host if whole else "." in host and "@" not in parts.netloc
    return parts if told and parts.scheme in SCHEMES and port != 0 else None


def _host(parts: SplitResult) -> str | None:
    """The host by the one name that its spellings share: in ASCII, so that no look-alike passes for another."""
    told = (parts.hostname or "").rstrip(".")
    try:
        host = told if told.isascii() else told[:254].encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    if len(host) > 253 or not _HOST.fullmatch(host):
        return None
    host = _bare(host)
    host = next((house for house in ONE_HOUSE if host.endswith(f".{house}")), host)
    blog, found, _ = host.partition(".blogspot.")
    return f"{blog}.blogspot.com" if found else ALIASES.get(host, host)


def _bare(host: str) -> str:
    """A host's name without what leads to a mirror: "m.daily.example" and "en.m.wikipedia.org" have one."""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in MIRRORS and (labels[0] in WWW or not _is_registry(labels[1:])):
        del labels[0]
    while len(labels) > 3 and labels[1] == "m":
        del labels[1]
    return ".".join(labels)


def _is_registry(labels: list[str]) -> bool:
    return len(labels) == 2 and labels[0] in REGISTRIES and len(labels[1]) == 2


def _wrapped(parts: SplitResult) -> str | None:
    """The address whose copy an archive, an AMP cache or Google's AMP viewer shows."""
    host, path = _bare(parts.hostname or ""), parts.path.lstrip("/")
    after = f"?{parts.query}" if parts.query else ""
    if host in ARCHIVES:
        kept = _kept(path)
        return kept + after if "." in kept else None
    if f".{host}".endswith(AMP_CACHES):
        kind, _, rest = path.partition("/")
        return rest.removeprefix("s/") + after if rest and len(kind) <= 2 else None
    if path.startswith("amp/") and _is_google(host.split(".")):
        return path.removeprefix("amp/").removeprefix("s/") + after
    return None


def _kept(path: str) -> str:
    """What an archive's path says it keeps. Some copies of addresses lose a slash: "https:/daily.example"."""
    if found := _SCHEME.search(path):
        return f"{found[0]}/{path[found.end() :].lstrip('/')}"
    return path.removeprefix("web/").partition("/")[2]


def _is_google(labels: list[str]) -> bool:
    """Whether it is one of Google's own hosts: anybody may call a host of theirs "google.anything.example"."""
    country = len(labels) == 2 and (labels[1] == "com" or len(labels[1]) == 2)
    return labels[0] == "google" and (country or _is_registry(labels[1:]))


def _without_mirror(host: str, steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of a path without those that lead to its AMP version, and without its index file. Where an account
    stands first, "amp" is one."""
    while steps and steps[0] == "amp" and "{}" not in ACCOUNTS.get(host, ()):
        steps = steps[1:]
    while steps:
        *before, last = steps
        plain = f"{last.removesuffix('.amp.html')}.html" if last.endswith(".amp.html") else last.removesuffix(".amp")
        if plain.lower() in AMP_ENDS | INDEX:
            steps = tuple(before)
        elif plain == last:
            break
        else:
            steps = (*before, plain)
    return steps


def _telling(query: str) -> str:
    """What of a query says which page is meant, in one order."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if not _tracks(*pair)))


def _tracks(name: str, value: str) -> bool:
    name = name.lower()
    return name in TRACKING or name.startswith(TRACKING_BEGINS) or (name, value.lower()) in AMP_VALUES


def _video(address: Address) -> str | None:
    """The id of a YouTube video, by whichever way it is shown."""
    if address.host == "youtu.be":
        return next(iter(address.steps), None)
    if address.host != "youtube.com" or not address.steps:
        return None
    if address.steps == ("watch",):
        return _asked(address.query, "v")
    return address.steps[1] if len(address.steps) > 1 and address.steps[0] in VIDEO_WAYS else None


def _asked(query: str, name: str) -> str | None:
    return next(iter(parse_qs(query).get(name, ())), None)


def _fitted(template: list[str], steps: tuple[str, ...]) -> str | None:
    """The account in a path of that form."""
    account = None
    for wanted, step in zip_longest(template, steps[: len(template)], fillvalue=""):
        if wanted.endswith("{}"):
            account = _named(step) if step.startswith(wanted.removesuffix("{}")) else None
        elif wanted not in {"*", step}:
            return None
    return account


def _named(step: str) -> str | None:
    """The account's name as its spellings share it; None for a step that names none."""
    step = post[1] if (post := _POST.fullmatch(step)) else step
    found = _ACCOUNT.fullmatch(step)
    name = found[1].lower() if found else ""
    return None if name in NO_ACCOUNT or name.endswith(".php") else name or None
