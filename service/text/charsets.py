"""In which characters the bytes of a page are written."""

import codecs
import re

HEAD = 4_096  # bytes in which a page declares it; browsers look at 1,024
STRAY = 0.02  # the share of its bytes beyond ASCII that a UTF-8 page may have broken
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_PAGE = re.compile(rb"\s*<[a-z!?]", re.IGNORECASE)
# As browsers read them (WHATWG Encoding): what says Latin-1 or ASCII holds the quotation marks of Windows.
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}
# As Python names what the WHATWG has of them. It knows others, that are no characters: `hex`, `zip`, `idna`.
_TEXT = re.compile(
    r"utf-8|utf-16(-[lb]e)?|ascii|cp\d+|iso8859-\d+|iso2022_\w+|koi8-[rtu]|mac-\w+|tis-620"
    r"|gb\w+|hz|big5\w*|euc_\w+|shift_jis\w*|johab"
)
# These look like UTF-8, and are not.
_SEVEN_BIT, _WIDE = ("iso2022", "hz"), "utf-16"


def looks_like_page(raw: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    return bool(_PAGE.match(raw)) or raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def page_from(raw: bytes, stated: str | None = None) -> str:
    """The text of a page: by its byte order mark, as UTF-8 where it is that, else by what its server `stated`, else by
    what it declares, else as Windows writes Western languages. What cannot be read becomes U+FFFD."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            return raw.decode(name, errors="replace")
    declared = _known(stated) or _declared(raw[:HEAD])
    if declared and declared.startswith((*_SEVEN_BIT, _WIDE)):
        return raw.decode(declared, errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if declared in {None, "utf-8"}:
        read = raw.decode("utf-8-sig", errors="replace")
        beyond = sum(len(run) for run in re.findall(rb"[\x80-\xff]+", raw))
        return read if read.count("\ufffd") <= STRAY * beyond else raw.decode("cp1252", errors="replace")
    return raw.decode(declared or "cp1252", errors="replace")


def _declared(head: bytes) -> str | None:
    """What the page's own first bytes say, which they could not in characters that are two bytes wide."""
    found = _DECLARED.search(head)
    known = _known(found[1].decode("ascii", errors="ignore")) if found else None
    return None if known and known.startswith(_WIDE) else known


def _known(named: str | None) -> str | None:
    """What Python calls these characters; None for what is none."""
    try:
        name = codecs.lookup(named or "").name
    except (LookupError, ValueError):  # a NUL in a name is a ValueError
        return None
    return _READ_AS.get(name, name) if _TEXT.fullmatch(name) else None
