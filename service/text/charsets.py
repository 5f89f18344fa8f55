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
_SEVEN_BIT = ("iso2022", "hz")


def looks_like_page(raw: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    return bool(_PAGE.match(raw)) or raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def page_from(raw: bytes) -> str:
    """The text of a page: by its byte order mark, as UTF-8 where it is that, else by what it declares, else as Windows
    writes Western languages. What cannot be read becomes U+FFFD."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            return raw.decode(name, errors="replace")
    declared = _declared(raw[:HEAD])
    if declared and declared.startswith(_SEVEN_BIT):
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
    found = _DECLARED.search(head)
    try:
        name = codecs.lookup(found[1].decode("ascii", errors="ignore")).name if found else None
    except LookupError:
        return None
    text = name if name and not name.startswith(("utf-16", "utf-32", "utf-7")) else None
    return _READ_AS.get(text, text) if text else None
