"""How English says that two parties belong together.

Every pattern stands for one way of saying it. `a` is the one who belongs, `b` whom they belong with; `b` may be missing
where "the coalition" says it. A pattern never reaches over the end of a sentence.
"""

import re

from service.domain import TieKind
from service.languages.pack import TieWords

_WORD = r"[A-Z](?:[\w&]|-(?!(?:based|led|linked|backed|owned|run|born)\b))*"
_SMALL = r"(?:of|for|the|de|la|du|van|von|bin|ibn|al|el|ul|ad|as|an|&)"
_PART = rf"(?: {_SMALL}){{0,2}} {_WORD}"
_NAME = rf"(?:(?:al|el|ad|as)[ -])?{_WORD}(?:{_PART}){{0,6}}"
_FIRMS = "company firm manufacturer maker operator developer retailer airline bank carrier supplier"
_BODIES = (
    "council ministry union army party agency authority board club hospital university federation association"
    " commission committee group coalition department police force institute museum charity government"
)
_HOUSE = rf"(?:{'|'.join((*_FIRMS.split(), *_BODIES.split()))})"
A, B = rf"(?P<a>{_NAME})", rf"(?:the |an? )?(?P<b>{_NAME})"
BODY = rf"(?:the |an? )?(?P<b>{_NAME}(?:(?: [a-z]+)? {_HOUSE})?|(?:[a-z]+ ){{0,2}}{_HOUSE})\b"
_BLOC = r"(?:coalition|alliance|bloc|accord|pact|umbrella|grouping|federation|confederation|consortium|joint command)"
_THE_BLOC = rf"(?:the |this |that )?(?:same )?(?P<bloc>{_BLOC})\b"
_ASIDE = r"(?:, [^,.;:\n]{1,90},)?"
_LIKE = r"(?: an? [^,.;:\n]{1,70}?)?"  # "an armed group that …"
_FEW = r"(?:(?!(?:former|ex|late|then|one-time|ousted|retired|founding)\b)[\w-]+ ){0,3}?"
_ALLIES = r"(?:allies|partners)"
_PRESS = r"(?:media|press|news|information|propaganda|communications|public relations)"
_OFFICE = r"(?:office|bureau|arm|wing|outlet|agency|channel|service|branch|department|centre|center|unit|team)"
_SPEAKER = (
    r"(?:spokes(?:man|woman|person)|press (?:officer|secretary)|chief (?:executive|financial officer|operating officer)"
    r"|managing director|CEO|CFO|chairman|chairwoman|chair|director[- ]general)"
)
_BRANCH = r"(?:branch|arm|wing|affiliate|offshoot|chapter|franchise|faction)"

_WAYS = (
    # "Ahrar al Sham, an al Qaeda-linked group that belongs to Jaysh al Fateh", "the Hill Front is part of the Accord"
    (
        TieKind.MEMBER,
        rf"{A},?{_LIKE},? (?:(?:that|which) )?(?:belongs? to|(?:is|are|was) (?:a )?(?:part|member) of) {B}",
    ),
    # "Ajnad Sham, another member organization in the coalition"
    (
        TieKind.MEMBER,
        rf"{A}, (?:an?other|an?|one of the) (?:[\w-]+ )?members? (?:organi[sz]ation |group |faction |party |company )?"
        rf"(?:in|of) (?:{_THE_BLOC}|{B} {_BLOC})",
    ),
    (TieKind.MEMBER, rf"{A}, (?:an?other|an?) member (?:organi[sz]ation|group|faction|party|company) (?:in|of) {B}"),
    # "the Front, its official branch, and its allies in the Jaysh al Fateh coalition"
    (TieKind.MEMBER, rf"{A}{_ASIDE} and (?:its|their) (?:\w+ )?{_ALLIES} (?:in|within|from) {B}"),
    (TieKind.MEMBER, rf"{A}{_ASIDE} and (?:its|their) (?P<b>{_WORD}(?:{_PART})+) {_ALLIES}\b"),
    # "Al Nusrah Front, al Qaeda's official branch", "the Dune Guard, a branch of the Hill Front"
    (TieKind.MEMBER, rf"{A},? {B}[’']s {_FEW}{_BRANCH}\b"),
    (TieKind.MEMBER, rf"{A},? (?:an? |the ){_FEW}{_BRANCH} of {B}"),
    (TieKind.MEMBER, rf"{A}, (?:itself )?(?:a )?part of {B}"),
    (TieKind.ALLY, rf"{A}(?:,| is| are)[^.;:\n]{{0,160}}? fights? (?:alongside|together with) {B}"),
    (TieKind.ALLY, rf"{A} (?:fights?|fought|fighting) (?:alongside|together with) {B}"),
    (TieKind.ALLY, rf"{A},? (?:(?:which|that) is )?(?:closely )?allied (?:with|to) {B}"),
    (TieKind.ALLY, rf"{A} and (?:its|their) ally,? {B}"),
    # "Hale Times, owned by Lund Media", "Lund-owned Hale Times", "Lund Media, the parent company of the Hale Times"
    (TieKind.OWNER, rf"{A},? (?:(?:which|that) )?(?:is |was )?(?:(?:wholly|partly|majority|fully)[ -])?owned by {B}"),
    (TieKind.OWNER, rf"{A},? (?:which is |is )?(?:an? |the )?{_FEW}subsidiary of {B}"),
    (TieKind.OWNER, rf"(?P<b>{_WORD})-owned {A}"),
    (TieKind.OWNER, rf"(?P<b>{_NAME})[’']s (?:{_FEW})subsidiary,? {A}"),
    (TieKind.OWNER, rf"{A}[’']s (?:{_FEW})(?:parent|owner)(?: company)?,? {B}"),
    (
        TieKind.OWNER,
        rf"(?P<b>{_NAME}),? (?:which is )?(?:the )?(?:{_FEW})(?:parent(?: company)?|owner) of (?:the )?{A}",
    ),
    (TieKind.OWNER, rf"(?P<b>{_NAME}),? (?:which |that )?owns (?:the )?{A}"),
    # "Mara Venn, a spokeswoman for Voltara", "Voltara's chief executive, Jon Aske", "health minister Ana Ruiz"
    (TieKind.VOICE, rf"{A}, (?:an? |the )?{_FEW}{_SPEAKER} (?:of|for|at) {BODY}"),
    (TieKind.VOICE, rf"{A}, {B}[’']s {_FEW}{_SPEAKER}\b"),
    (TieKind.VOICE, rf"(?P<b>{_NAME}(?: [a-z]+)? {_HOUSE})(?:[’']s)? {_FEW}{_SPEAKER},? {A}"),
    (TieKind.VOICE, rf"(?P<b>{_NAME})(?:[’']s)? {_FEW}{_SPEAKER},? {A}"),
    (TieKind.VOICE, rf"{A},? (?:which is |is )?(?:the |an? )?(?:official )?{_PRESS} {_OFFICE} (?:of|for) {BODY}"),
    (TieKind.VOICE, rf"{A}, {B}[’']s (?:official )?{_PRESS} {_OFFICE}\b"),
)
# What opens a sentence of a document whose publisher it speaks of.
_OWN_NAME = (
    rf"(?:^|[.!?]\s+|\n)[Tt]he (?:official )?{_PRESS} {_OFFICE} of {B} (?:\w+ )?(?:announce|said|say|release|report"
    r"|confirm|declare|state|publish|issue)"
    rf"|(?:[Ii]ssued|[Rr]eleased|[Pp]ublished) (?:by|on behalf of) (?:the )?{_PRESS} {_OFFICE} of (?:the )?({_NAME})"
)

TIE_WORDS = TieWords(
    trigger=re.compile(
        rf"\b(?:[Mm]inister|belongs?|part of|members?|{_ALLIES}|ally|allied|alongside|together with|{_BRANCH}"
        rf"|owned|owns|owner|parent|subsidiary|{_SPEAKER}|{_PRESS} {_OFFICE})\b"
    ),
    ways=tuple((kind, re.compile(rf"(?<![\w’'-]){pattern}")) for kind, pattern in _WAYS),
    own_name=re.compile(_OWN_NAME),
    minister=re.compile(
        r"(?<![Ff]ormer )\b(?P<b>(?:[A-Z]\w+ )?(?!(?i:prime|first|deputy|chief|cabinet|junior)\b)[A-Za-z]{4,})"
        rf"[ -][Mm]inister,? (?P<a>{_NAME})"
    ),
    ministry="{} ministry",
    leading=re.compile(
        r"(?:(?:The|An?|On|In|At|By|For|From|But|And|Earlier|Later|Meanwhile|Also|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
        r"|Officer|Detective|Inspector|Sergeant) )+"
    ),
    bloc=re.compile(rf"(?P<name>{_NAME}) (?P<noun>{_BLOC})\b"),
    office=re.compile(
        rf"(?i)\A(?:the )?(?:official )?{_PRESS} {_OFFICE} (?:of|for) (?:the )?"
        rf"|(?:[’']s)? (?:official )?(?:{_PRESS} (?:{_OFFICE}|desk|room|release|statement)|newsroom"
        r"|spokes(?:man|woman|person)|(?:twitter|x|telegram|facebook|youtube) (?:feed|account|channel|page))\Z"
    ),
    no_house=frozenset(
        "united nations european union parliament senate congress assembly commonwealth nato opec un eu its their his"
        " her our this that".split()
    ),
    firm_called=rf"\b{{0}}(?:,| is) (?:an? |the )?[^,.;:\n]{{{{0,40}}}}\b(?:{'|'.join(_FIRMS.split())})\b"
    rf"|\b(?:{'|'.join(_FIRMS.split())}) {{0}}\b|\b{{0}} (?:Ltd|Limited|Inc|plc|PLC|AG|GmbH|SA|Corp|LLC)\b"
    r"|\b{0}[’']s (?:chief executive|CEO|shares|shareholders|customers|founder|products?)\b",
    firms=frozenset(_FIRMS.split()),
    bodies=frozenset(_BODIES.split()),
)
