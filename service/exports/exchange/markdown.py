"""The report for a wiki or a ticket, in Markdown that says what it says in every dialect."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from service.domain import Finding, Report, Stance
from service.exports import fact_checks, words
from service.exports.briefing import in_short
from service.exports.exchange.names import label
from service.exports.exchange.reviews import shown, standing
from service.exports.safe import addresses, defanged, one_line, web_address
from service.exports.stacks import Quoted, stacks

IN_ADDRESS = ":/?#@!$&'*+,;=%[]~-._"  # what stays as it is in a link
# Every sign that some dialect of Markdown gives a meaning to, HTML's and mentions' among them.
_MEANS = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~^$&@:])")


def markdown(report: Report) -> str:
    """All claims that editors let stand, with what bears on each: CommonMark, no HTML, no pictures."""
    hosts = addresses(one.span.text for one in report.suspicions)
    return "\n".join(_lines(report, hosts)) + "\n"


def _lines(report: Report, hosts: frozenset[str]) -> Iterator[str]:
    article = report.article
    when = words.day(article.published_at) if article.published_at else None
    yield f"# {_plain(article.title or 'Untitled article', hosts)}"
    yield ""
    about = [_plain(one, hosts) for one in (article.outlet, when) if one]
    yield " · ".join([*about, *_link("article", article.url, hosts)]) or "No outlet is known."
    yield ""
    yield f"{_plain(in_short(report), hosts)} {_plain(words.read(report.coverage), hosts)}"
    for number, finding in enumerate(shown(report), start=1):
        yield ""
        yield from _claim(number, finding, report, hosts)
    yield ""
    yield _plain(words.reader(report.run), hosts)


def _claim(number: int, finding: Finding, report: Report, hosts: frozenset[str]) -> Iterator[str]:
    claim = finding.claim
    yield f"## {number}\\. {_plain(label(finding), hosts)}"
    yield ""
    denied = " denies" if claim.modality == "denied" else ""
    yield f"**{_plain(claim.claimant.name, hosts)}**{denied}: {_plain(claim.text, hosts)}"
    yield ""
    yield f"- Known by: {_plain('; '.join(map(words.how_known, claim.provenance)) or 'not said', hosts)}"
    yield f"- Review: {standing(finding)}"
    for stack in stacks(finding, report):
        sign = {Stance.SUPPORTS: "For", Stance.REFUTES: "Against"}[stack.group.stance]
        side = f", {_plain(stack.interest, hosts)}" if stack.group.interested else ""
        for quoted in stack.members[:1]:
            yield f"- {sign}{side}: {_quoted(quoted, hosts)}"
    for one in fact_checks.beside(report, claim.id):
        yield f"- Checked: {_plain(fact_checks.in_words(one), hosts)}"
    for lacking in finding.content.missing:
        yield f"- Missing: {_plain(lacking, hosts)}"


def _quoted(quoted: Quoted, hosts: frozenset[str]) -> str:
    source = next(_link(quoted.publisher, quoted.document.url, hosts), _plain(quoted.publisher, hosts))
    return f"{source} “{_plain(quoted.evidence.span.text, hosts)}”"


def _link(name: str, url: str | None, hosts: frozenset[str]) -> Iterator[str]:
    if (address := web_address(url)) and defanged(address, hosts) == address:
        yield f"[{_plain(name, hosts)}](<{quote(address, safe=IN_ADDRESS)}>)"


def _plain(text: str, hosts: frozenset[str]) -> str:
    return _MEANS.sub(r"\\\1", defanged(one_line(text), hosts))
