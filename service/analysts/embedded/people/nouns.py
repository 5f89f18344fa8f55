"""What common nouns tell of the names they go with. Knows the lexicon only."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from service.analysts.embedded.phrases import Words
from service.domain import Frozen
from service.languages.en.lexicon import words


class People(Frozen):
    """The words that tell names, titles and kinds apart; all lower case."""

    openers: Words
    titles: Words
    offices: Words
    female: Words
    male: Words
    groups: Words
    organisations: Words
    governments: Words
    media: Words
    places: Words
    countries: Words
    demonyms: Words
    spokespeople: Words
    persons: Words
    unnamed: Words
    papers: Words
    telling: Words
    things: Words
    firms: Words
    eponymous: Words
    called: Words
    qualifying: Words
    ending: Words
    adverbial: Words
    undescribing: Words


class Sort(StrEnum):
    """What a name names, as far as its words and surroundings tell."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    MEDIA = "media"
    PLACE = "place"
    UNKNOWN = "unknown"


def sort_of(noun: str) -> Sort | None:
    """What a common noun makes of the name it goes with: "coalition" a group, "ministry" a government."""
    return _nouns().get(noun)


@cache
def _nouns() -> Mapping[str, Sort]:
    lexicon = words(People)
    listed = (
        (Sort.GOVERNMENT, lexicon.governments),
        (Sort.GROUP, lexicon.groups),
        (Sort.MEDIA, lexicon.media),
        (Sort.ORGANISATION, lexicon.organisations),
        (Sort.PLACE, lexicon.places),
    )
    return {noun: sort for sort, nouns in reversed(listed) for noun in nouns}


def personal(noun: str) -> bool:
    """True of a noun for one person: a role, a title, or somebody who speaks for others."""
    lexicon = words(People)
    return noun in lexicon.persons or noun in lexicon.titles or noun in lexicon.spokespeople


def for_one_person(noun: str) -> bool:
    """A noun for one person, by the lexicon or by its ending ("retiree", "pensioner", "campaigner")."""
    lexicon = words(People)
    return noun in lexicon.persons or not (noun in lexicon.things or sort_of(noun) or not _PERSONAL.search(noun))


_PERSONAL = re.compile(r"\w{3}(?:er|or|ist|ee|ian|ant|man|woman)$")
