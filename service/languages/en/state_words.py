"""How English names a state, its forces, and those who speak for it."""

import re

from service.languages.pack import StateWords

_OF_THE_STATE = r"(?i:regime|government|army|military|state|loyalist|police)(?:['’]s)?"
STATE_FORCES = re.compile(
    rf"\b{_OF_THE_STATE} (?:\w+ )?(?:forces|troops|soldiers|units|positions|losses|casualties)\b"
    r"|(?<!['’]s )\b(?i:soldiers|troops)\b"
    r"|\b[Tt]he (?:regime|army|police|government)\b"
)
NAMED_FORCES = re.compile(r"\b[A-Z]\w+['’]s (?:forces|troops|soldiers|army)\b")  # whose they are is left open
_PLAIN = r"(?!\w+ed\b|(?:and|who|which|while|after|when|but|killed|took)\b)\w+"  # no other deed stands between
SUFFERED = re.compile(
    rf"\A(?: {_PLAIN}){{0,8}}? (?:retreat|withdr[ae]w|pull(?:ed|ing)? (?:back|out)|fle[de]|surrender|desert|lost"
    r"|(?:was|were|been|being) (?:\w+ly )?(?:kill|wound|captur|destroy|overrun|rout|defeat|driv|expel|taken|hit|shot))"
)
INFLICTED = re.compile(r"\b(?:kill|wound|captur|destroy|overr[au]n|rout|defeat|dr[oi]ve|expel|seiz|storm|ambush)\w*\b")
STATE_VOICE = re.compile(
    r"(?i:\b(?:military|army|security|police|defen[cs]e|government|regime|state|presidential)(?:['’]s)?[ -]"
    r"(?:sources?|officials?|officers?|spokes\w+|command|statement|media|television|tv|radio|news agency|channel"
    r"|broadcaster|run|owned)\b|\bministry\b|\bgovernment of\b)"
    r"|\A(?:[Tt]he )?(?:[A-Z]\w+ )?(?:army|armed forces|[Gg]overnment|military|police)\Z"
)
NOT_THE_STATE = re.compile(r"(?i)\b(?:free|liberation|resistance|rebel|opposition|shadow|interim|self-\w+|former)\b")
_CHANNEL = (
    r"(?:government|state)(?:['’]s|[ -](?:run|owned|controlled))? (?:\w+ )?"
    r"(?:channel|television|TV|broadcaster|radio|agency|newspaper|daily)"
)
_NATION = re.compile(
    rf"\b([A-Z]\w+)(?:['’]s)? (?i:{_OF_THE_STATE}|defen[cs]e|ministry|soldiers|troops|armed)\b"
    r"|\b(?i:government|army|regime|republic) of (?:the )?([A-Z]\w+)"
)
_NO_NATION = frozenset("The State Defence Defense Interior Health Foreign Government Regime Islamic".split())

STATE_WORDS = StateWords(
    forces=STATE_FORCES,
    named_forces=NAMED_FORCES,
    suffered=SUFFERED,
    inflicted=INFLICTED,
    voice=STATE_VOICE,
    not_the_state=NOT_THE_STATE,
    channel=_CHANNEL,
    nation=_NATION,
    no_nation=_NO_NATION,
)
