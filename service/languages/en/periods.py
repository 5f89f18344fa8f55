"""Dates as sentences give them, resolved by the day of publication."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

MONTHS = {name: number + 1 for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
MONTH_NAMES = frozenset(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ORDINAL = r"(?:st|nd|rd|th)?"
_DIGIT = re.compile(r"\d")
_DAY_MONTH = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?{_MONTH}"
    rf"|{_MONTH.replace('month', 'month2')}\s+(?P<day2>\d{{1,2}}){_ORDINAL}\b(?!,\d))(?:,?\s+(?P<year>\d{{4}}))?\b"
)
_IN_MONTH = re.compile(
    rf"\b(?i:in|since|by|during|of|early|late|mid|last|throughout)[\s-]+{_MONTH}(?!\w)(?:,?\s+(?P<year>\d{{4}}))?"
)
_YEAR = re.compile(r"\b(?i:in|since|during|by|of|from|until|year|early|late)\s+(?P<year>1[5-9]\d\d|20\d\d)\b")
_RELATIVE = re.compile(
    rf"\b(?P<next>next\s+)?(?:(?P<weekday>{'|'.join(_DAYS)})|(?P<near>yesterday|today)"
    r"|(?P<which>last|this)\s+(?P<stretch>week|month|year))\b",
    re.IGNORECASE,
)


class Period(NamedTuple):
    """A stretch of days, both ends included, and the words that name it."""

    first: date
    last: date
    words: str

    def meets(self, other: "Period") -> bool:
        """True when the two share a day, give or take one: papers print a day later and in other time zones."""
        slack = timedelta(days=1)
        return self.first - slack <= other.last and other.first - slack <= self.last


def periods(sentence: str, published: datetime | None = None) -> tuple[Period, ...]:
    """The dates a sentence gives. Words that count from the day of publication are left out where that is unknown."""
    figured = _DIGIT.search(sentence) is not None
    exact = [_month_day(match, published) for match in _DAY_MONTH.finditer(sentence)] if figured else []
    months = [_whole_month(match, published) for match in _IN_MONTH.finditer(sentence)]
    years = [_whole_year(int(match["year"]), match.group()) for match in _YEAR.finditer(sentence)] if figured else []
    relative = [_relative(match, published.date()) for match in _RELATIVE.finditer(sentence)] if published else []
    found = [period for period in (*exact, *months, *relative) if period]
    return tuple(found or years)


def _month_day(match: re.Match[str], published: datetime | None) -> Period | None:
    month = MONTHS[(match["month"] or match["month2"]).lower()[:3]]
    day = int(match["day"] or match["day2"])
    year = int(match["year"]) if match["year"] else _last_year_with(month, published)
    try:
        moment = date(year, month, day) if year else None
    except ValueError:  # the 31st of June: no day, so nothing to compare
        return None
    return Period(moment, moment, match.group()) if moment else None


def _whole_month(match: re.Match[str], published: datetime | None) -> Period | None:
    month = MONTHS[match["month"].lower()[:3]]
    year = int(match["year"]) if match["year"] else _last_year_with(month, published)
    return _month(year, month, match.group()) if year else None


def _last_year_with(month: int, published: datetime | None) -> int:
    """The year of the last such month that had begun at publication; 0 when that is unknown."""
    return published.year - (month > published.month) if published else 0


def _month(year: int, month: int, words: str) -> Period:
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(date(year, month, 1), following - timedelta(days=1), words)


def _whole_year(year: int, words: str) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), words)


def _relative(match: re.Match[str], day: date) -> Period | None:
    words = match.group()
    if match["next"]:
        return None
    if match["weekday"]:
        back = (day.weekday() - _DAYS.index(match["weekday"].lower())) % 7
        return Period(day - timedelta(days=back), day - timedelta(days=back), words)
    if match["near"]:
        then = day - timedelta(days=match["near"].lower() == "yesterday")
        return Period(then, then, words)
    last = match["which"].lower() == "last"
    if match["stretch"].lower() == "year":
        return _whole_year(day.year - last, words)
    if match["stretch"].lower() == "month":
        before = day.replace(day=1) - timedelta(days=1)
        return _month(before.year, before.month, words) if last else _month(day.year, day.month, words)
    monday = day - timedelta(days=day.weekday() + 7 * last)
    return Period(monday, monday + timedelta(days=6), words)
