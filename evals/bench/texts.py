"""Invented news of any length, for measuring: names, quotations, figures, days; copies, near-copies, hostile repeats.

The same seed gives the same text. All names and events are made up.
"""

import random
from collections.abc import Sequence
from typing import Any

_FIRST = "Ada Benno Clea Dario Edda Falk Gesa Hanno Ilka Jarek Kaisa Lorin Meret Nilo Orla Pavel Runa Silas Tamsin Uwe"
_LAST = (
    "Abendrot Birkholt Corvane Dunmere Eskelin Farrow Galtung Hollis Istvan Jorund Kestrin Lindqvist Marwick Nordahl"
    " Osgard Pellin Quarles Rostova Stenmark Tolvaj"
)
_BEGINS = (
    "Arven Brack Cald Dren Elver Fern Grav Harrow Innis Jel Kalver Lund Mor Nettle Ostra Pel Quen River Salt Thorn Ul"
    " Vels Wick Yar Zell"
)
_ENDS = "holm water moor ova ton sk ley gate mor sa by rick vik bay va ham mere dale ford stad"
_ALSO = (
    "council garden winter ledger tunnel choir market barrel lantern archive orchard permit signal cattle compass"
    " kitchen glacier theatre copper harvest timber rescue clinic weaver quarry pension tariff ballot satellite museum"
    " fishery turbine orphanage vineyard chapel mill stadium reservoir cable library customs academy shelter tram"
)
_DOES = (
    "rebuilt praised measured postponed painted borrowed searched cleaned rented guarded photographed renamed mapped"
    " insured examined replaced repaired auctioned restored surveyed"
)
_BODIES = (
    "Harbour Authority|Water Board|Northern Union|Free Ferry Company|River League|Road Agency|Grain Council"
    "|Miners' Union|Rescue Service|Energy Ministry|Court of Audit|Salt Guild|Coast Watch|Fishers' Association"
)
_ROLES = "mayor|minister|spokeswoman|director|union leader|chief engineer|judge|analyst|colonel|treasurer"
_THINGS = "bridge|ferry|dam|grain store|power station|railway|hospital|airfield|school|pipeline|harbour|mine"
_DID = "closed|repaired|seized|flooded|inspected|opened|sold|damaged|evacuated|fenced off|taken over|audited"
_COUNTED = "workers|soldiers|residents|passengers|houses|lorries|families|patients|fishermen|pupils"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHAPES = (
    "{person}, the {role} of {place}, said on {day} that {n} {counted} had been moved after the {thing} was {did}.",
    "The {body} said the {thing} in {place} had been {did} and that {n} {counted} were affected.",
    "“We counted {n} {counted} at the {thing}, and nobody warned us,” {person} told the {place} Gazette.",
    "At least {n} {counted} were injured when the {thing} at {place} was {did} on {day}, according to the {body}.",
    "The {body} denied that the {thing} was {did}, and said that it had spent {n} million crowns on it since {month}.",
    "In {month}, {person} announced that the {thing} of {place} would be {did} by the {body}.",
    "He said {n} {counted} had left {place}, and that the {body} “knew about the {thing} all along”.",
    "A video posted on Telegram by the {body} shows the {thing}, which residents of {place} say was {did} on {day}.",
    "Prices in {place} rose by {n} percent in {month}, the {body} reported; {person} called the figure too low.",
    "The {role} added that {n} of the {counted} had returned to {place} by {day}, though the {thing} stayed {did}.",
    "Nobody from the {body} could say on {day} whether the {thing} had been {did} before {person} left {place}.",
    "It was the third time since {month} that the {thing} between {place} and {other} was {did}.",
    "Rain fell on {place} for {n} hours, and the road to {other} was under water until {day}.",
    "“The {thing} is ours,” said {person}, who leads the {body}. “It was {did} without a vote.”",
)
# What else a long piece tells: of other things, in other words.
_BESIDES = (
    "In {other} the old {also} was {does} for the {third} time in {n} years.",
    "A {also} near the {third} of {other} had been {does} by volunteers from {town}.",
    "“My father {does} that {also} with his own hands,” said {person}, a retired teacher in {other}.",
    "The {also} of {other} costs {n} crowns a year, a {third} not included.",
    "Few visitors to {town} ask about the {also}, which was {does} long before the {third} came.",
    "{person} keeps a {also} and a {third} in {other}, where the trains stop twice a day.",
)
HOSTILE = (
    "Mr of ", "Reply ", "he said ", "“", '"', "' ", "according to ", "U.S. ", "Mr. ", "\n", ". ", "Ann Hale, ", "(",
    "the ", "A of B ", "and ", "12 of 13 ", "not ", "5,000 ", "who said that ", "it ", "A. B. ", "X, Y said. ", "a.",
    "St. ", "- ", "Water Board (WB) ", "The group said it was. ", "Mr Hale's ", "“Yes,” he said. ", "in May 2020 ",
    ", ",
)  # fmt: skip


class Story:
    """Who and what one piece of news is about: a cast of its own, beside the place and the bodies that all know."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - invented news, no secret
        self._people = [f"{self._of(_FIRST)} {self._of(_LAST)}" for _ in range(8)]
        self._places = [_place(self._chance) for _ in range(8)] + [HOME]
        self._bodies = [f"{self._chance.choice(self._places[:8])} {_one(self._chance, _BODIES)}" for _ in range(4)]
        self._bodies += ["Harbour Authority", "River League"]

    def sentence(self) -> str:
        """One sentence; two in three are besides the story that all tell."""
        chance = self._chance
        return chance.choice(_SHAPES if chance.random() < TOLD else _BESIDES).format(
            person=chance.choice(self._people),
            place=chance.choice(self._places),
            other=_place(chance),
            town=_place(chance),
            body=chance.choice(self._bodies),
            role=_one(chance, _ROLES),
            thing=_one(chance, _THINGS),
            did=_one(chance, _DID),
            also=self._of(_ALSO),
            third=self._of(_ALSO),
            does=self._of(_DOES),
            counted=_one(chance, _COUNTED),
            day=_one(chance, _DAYS),
            month=_one(chance, _MONTHS),
            n=chance.randint(2, 900),
        )

    def _of(self, listed: str) -> str:
        return self._chance.choice(listed.split())


HOME = "Saltmere"  # where the story plays that all texts tell
TOLD = 0.4  # the share of sentences on it


def news(seed: int, characters: int) -> str:
    """Paragraphs of four sentences, of at least so many characters and at most a sentence more."""
    story = Story(seed)
    sentences: list[str] = []
    length = 0
    while length < characters:
        end = "\n\n" if len(sentences) % 4 == 3 else " "
        sentences.append(story.sentence() + end)
        length += len(sentences[-1])
    return "".join(sentences).strip()


def _place(chance: random.Random) -> str:
    return chance.choice(_BEGINS.split()) + chance.choice(_ENDS.split())


def _one(chance: random.Random, listed: str) -> str:
    return chance.choice(listed.split("|"))


def nearly(text: str, seed: int, share: float = 0.05) -> str:
    """A near-copy: so many of the paragraphs are others."""
    chance, story = random.Random(seed), Story(seed)  # noqa: S311 - invented news, no secret
    return "\n\n".join(story.sentence() if chance.random() < share else one for one in text.split("\n\n"))


def repeated(unit: str, characters: int) -> str:
    """A hostile text: one unit over and over."""
    return unit * max(1, characters // len(unit))


def request(body: str, sources: Sequence[str] = ()) -> dict[str, Any]:
    """A request for the article and its sources, each by a paper of its own."""
    begins, ends = _BEGINS.split(), _ENDS.split()
    places = [begins[number % len(begins)] + ends[number % len(ends)] for number in range(len(sources))]
    return {
        "article": {
            "title": "Harbour Authority and River League at odds over the ferry",
            "body": body,
            "outlet": "Lowland Courier",
            "published_at": "2024-06-10T06:00:00Z",
            "language": "en",
        },
        "sources": [
            {
                "id": f"s{number}",
                "title": f"News from {places[number]}",
                "publisher": f"{places[number]} Post {number}",
                "published_at": "2024-06-09T06:00:00Z",
                "text": text,
                "language": "en",
            }
            for number, text in enumerate(sources)
        ],
    }
