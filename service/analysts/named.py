"""Who and what an article names: every mention, gathered by name. Knows nothing of who says what."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from service.analysts.lexicon import words
from service.analysts.mentions import Mention, mentions
from service.analysts.nouns import People, Sort, personal, sort_of
from service.domain import Frozen
from service.names import name_tokens, same_name


class Named(Frozen):
    """One that the article names, by the fullest form of the name. `female` is None where nothing tells."""

    name: str
    sort: Sort
    female: bool | None
    roles: frozenset[str]
    mentions: tuple[Mention, ...]


def named(text: str, end: int) -> tuple[Named, ...]:
    """All that `text[:end]` names, in order of first mention."""
    gathered: list[list[Mention]] = []
    by_token: dict[str, list[list[Mention]]] = defaultdict(list)
    for mention in mentions(text, end):
        keys = (*name_tokens(mention.span.text), _initials(mention.span.text) or mention.span.text)
        home = _introduced(text, mention, gathered) or _home(
            mention, [group for key in keys for group in by_token[key]]
        )
        if home is None:
            home = []
            gathered.append(home)
        home.append(mention)
        for key in keys:
            by_token[key].append(home)
    return tuple(_named(group) for group in gathered)


def _home(mention: Mention, groups: Sequence[list[Mention]]) -> list[Mention] | None:
    """Those among `groups` whom the mention names again; the last named where several do."""
    distinct = {id(group): group for group in groups}.values()
    fitting = [
        group
        for group in distinct
        if all(_one_name(mention.span.text, form) for form in _forms(group)) and _one_sex(mention, group)
    ]
    return max(fitting, key=lambda group: group[-1].span.start, default=None)


def _forms(group: Iterable[Mention]) -> frozenset[str]:
    return frozenset(mention.span.text for mention in group)


def _introduced(text: str, mention: Mention, gathered: Sequence[list[Mention]]) -> list[Mention] | None:
    """Those whose short form stands in brackets right after the name: "the Water Board (WB)"."""
    if not mention.span.text.isupper() or text[: mention.span.start][-2:] != " (":
        return None
    return next((group for group in gathered if group[-1].span.end == mention.span.start - 2), None)


def _one_name(a: str, b: str) -> bool:
    """The same name, or its initials; a leader is not the administration that goes by the leader's name."""
    if _initials(a) == b or _initials(b) == a:
        return True
    ends = {name.split()[-1].lower() for name in (a, b)}
    return same_name(a, b) and (len(ends) == 1 or not ends & _EPONYMOUS)


def _initials(name: str) -> str:
    """The acronym a name would have, from three letters on."""
    capitals = [word[0] for word in name.split() if word[0].isupper()]
    return "".join(capitals) if len(capitals) > 2 else ""


_EPONYMOUS = frozenset(
    "administration campaign government regime foundation family organization organisation team".split()
)


def _one_sex(mention: Mention, group: Iterable[Mention]) -> bool:
    """ "Ms Reed" is not "John Reed"."""
    sexes = {_female(one.span.text, frozenset(one.title)) for one in (mention, *group)}
    return not {True, False} <= sexes


def _named(group: Sequence[Mention]) -> Named:
    forms = [mention.span.text for mention in group]
    # News gives a name in full first; what comes later is shorter, or run together with other words.
    fullest = next((form for form in forms if len(name_tokens(form)) > 1), forms[0])
    nouns = [words_of[-1] for mention in group for words_of in mention.described]
    told = [word for mention in group for words_of in (mention.title, *mention.described) for word in words_of]
    roles = frozenset(told)
    return Named(
        name=fullest,
        sort=_sort(fullest, nouns, group),
        female=_female(fullest, roles),
        roles=roles,
        mentions=tuple(group),
    )


# ---------------------------------------------------------------- what a name names


def _sort(name: str, nouns: Sequence[str], group: Sequence[Mention]) -> Sort:
    """By the name's own words, then by how it is described, then by its shape."""
    lexicon = words(People)
    own = name.casefold().replace("’", "'").split()
    if name.casefold().replace(" ", "-") in lexicon.countries:
        return Sort.PLACE
    titled = any(mention.title for mention in group)
    if titled or own[0] in lexicon.female | lexicon.male:
        return Sort.PERSON
    by_name = (
        sort_of("-".join(own)) or sort_of(own[-1]) or next((sort for word in own[:-1] if (sort := sort_of(word))), None)
    )
    if by_name:
        return by_name
    personal = lexicon.persons | lexicon.titles | lexicon.spokespeople
    described = Counter(Sort.PERSON if noun in personal else sort_of(noun) for noun in nouns)
    if described:
        return described.most_common(1)[0][0] or Sort.UNKNOWN
    if len(own) == 1 and len(name) > 1 and name.isupper():
        return Sort.ORGANISATION
    if any(mention.located for mention in group) and len(own) == 1:
        return Sort.PLACE
    return Sort.PERSON if 2 <= len(own) <= 3 and not _SMALL.search(name) else Sort.UNKNOWN


def _female(name: str, roles: frozenset[str]) -> bool | None:
    lexicon = words(People)
    telling = {name.casefold().split()[0], *roles}
    if telling & lexicon.female:
        return True
    return False if telling & lexicon.male else None


_SMALL = re.compile(r"\b(?:al|el|of|for|ul|ad|as)\b")
