"""What others have published of claims, in words. None of it counts for anything."""

from collections.abc import Iterator

from service.domain import FactCheck, Report


def beside(report: Report, claim_id: str) -> Iterator[FactCheck]:
    """Those of one claim."""
    return (one for one in report.fact_checks if one.claim_id == claim_id)


def in_words(one: FactCheck) -> str:
    """What others have published of a claim, in one line."""
    when = f"{one.reviewed_at.day} {one.reviewed_at:%B} {one.reviewed_at.year}, " if one.reviewed_at else ""
    near = "; the same by meaning alone" if one.by_meaning else ""
    return f"{one.publisher}: “{one.rating}” ({when}of “{one.reviewed}”{near})"
