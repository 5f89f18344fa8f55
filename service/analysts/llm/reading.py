"""From a model's reply on one passage to claims, with every field located in the article."""

import re
from collections.abc import Iterable

from service.analysts.llm.grounding import NAME_CHARACTERS, Copied, Ground, Held, unfaithful
from service.analysts.llm.introductions import introductions
from service.analysts.llm.replies import ClaimReply, KnownBy, SpeakerReply
from service.domain import (
    Article,
    Attribution,
    Channel,
    Claim,
    Claimant,
    ClaimantKind,
    Modality,
    Mode,
    Provenance,
    Span,
    Standing,
    claim_id,
)
from service.languages import pack_for
from service.languages.called import called
from service.text.sentences import sentences

UNSPECIFIED = Provenance(channel=Channel.UNSPECIFIED)
QUOTED_WHOLE = re.compile(r"[“„«»\"「]?([^“”„«»\"「」]*)[”“»«\"」]?")
# What opens in one language closes in another: „so“, “so”, «so», »so«.
QUOTATION_MARKS = re.compile(r"[„“”«\"「」『』]|»(?!\w)|(»)(?=\w)")
CLOSED_BY = {"„": "“”", "“": "”", "«": "»", "»": "«", '"': '"', "「": "」", "『": "』"}
SINGLE_MARKS = str.maketrans('“„«”»"「」', "‘‘‘’’'‘’")
PRONOUNS = frozenset(
    "he she it they we i you him her them us who which that this these those his its their one"
    " هو هي هم وهو وهي वह वे उन्होंने उसने उनका यह 他 她 它 他们 她们 它们 其 该".split()
)
NOBODY = "unnamed"  # "reportedly", "is said to": somebody said it, and the article does not tell who
OPENING, BEFORE = 400, 300  # characters: the names that "he" and "the group" may stand for
# Platforms that go by more than one name.
ALSO_CALLED = {
    "phone": r"(?:tele)?phon(?:e[ds]?|ing)",
    "television": "television|televised|tv",
    "truth_social": "truth social",
    "vk": "vk|vkontakte",
    "x": r"twitter|tweet\w*|x",
}
# The same in other letters, with whatever an ending or a lack of spaces puts beside them.
SPELT = {
    "facebook": "фейсбу|فيسبوك|فايسبوك|फेसबुक|脸书|脸谱",
    "instagram": "інстаграм|инстаграм|إنستغرام|انستغرام|इंस्टाग्राम",
    "telegram": "телеграм|تلغرام|تيليغرام|تيليجرام|टेलीग्राम|टेलिग्राम|电报",
    "tiktok": "тікток|тикток|تيك توك|टिकटॉक|抖音",
    "wechat": "微信",
    "weibo": "微博",
    "whatsapp": "вотсап|ватсап|واتساب|व्हाट्सएप|व्हाट्सऐप",
    "x": "твіттер|твиттер|твіт|تويتر|إكس|ट्विटर|एक्स|推特",
    "youtube": "ютуб|ютюб|يوتيوب|यूट्यूब|油管",
}


def about(article: Article, passage: Span) -> str:
    """What a reader of one passage must know of the rest: head, opening, and what stands just before."""
    published = article.published_at.date().isoformat() if article.published_at else "not said"
    told = [f"Title: {article.title or 'none'}", f"Outlet: {article.outlet or 'not said'}. Published: {published}."]
    if pack_for(article.language) is None:  # whoever reads would else rewrite in English
        told.append(f"Language: {called(article.language)}, also of every word that is given back.")
    earlier = sentences(article.body, 0, min(passage.start, article.body_end), article.language)
    if opening := " ".join(sentence.text for sentence in earlier[:3])[:OPENING]:
        told.append(f"Opening: {opening}")
    if before := " ".join(sentence.text for sentence in earlier[3:][-2:])[-BEFORE:]:
        told.append(f"Just before: {before}")
    if named := introductions(article.body, passage, "\n".join(told)):
        told.append(f"Named before: {'; '.join(named)}")
    return "\n".join(told)


def halves(ground: Ground) -> tuple[Span, Span]:
    """The stretch cut at the sentence bound nearest to its middle. It has two sentences at least."""
    middle = (ground.stretch.start + ground.stretch.end) / 2
    cut = min(range(1, len(ground.sentences)), key=lambda n: abs(ground.sentences[n].start - middle))
    before, after = ground.sentences[cut - 1], ground.sentences[cut]
    text, stretch = ground.text, ground.stretch
    return Span.of(text, stretch.start, before.end), Span.of(text, after.start, stretch.end)


def claims(article: Article, ground: Ground, told: Iterable[ClaimReply]) -> tuple[Claim, ...]:
    """The claims whose words and claimant stand in the article; what does not is on the ground's list."""
    held = Held((article.title or "", article.outlet or "", article.body[: article.body_end]), article.language)
    found = (_claim(article, ground, one, held) for one in told)
    return tuple(dict.fromkeys(claim for claim in found if claim))


def _claim(article: Article, ground: Ground, told: ClaimReply, held: Held) -> Claim | None:
    near = ground.within(told.sentences)
    span = ground.words(told.words, near, "claim")
    if span is None:
        return None
    claimant = _claimant(article, ground, told, span, near)
    if claimant is None:
        return None
    text = _text(held, ground, told, span, near, claimant.name)
    return Claim(
        id=claim_id(article.id, claimant.name, text),
        text=text,
        spans=(span,),
        claimant=claimant,
        attribution=_attribution(ground, _speaker(told), near),
        provenance=_provenance(ground, told.known, near),
        modality=told.modality,
        checkworthy=told.checkworthy,
        type=told.type,
    )


def _text(held: Held, ground: Ground, told: ClaimReply, span: Span, near: Span, name: str) -> str:
    """The claim as it can be read alone: the article's own words when there is no rewriting, or it says otherwise. Then
    who says them stands before them, as it tells what "it" and "here" are."""
    text = " ".join((told.text or "").split())
    if not text:
        return f"{span.text[:1].upper()}{span.text[1:]}"
    around = near if near.overlaps(span) else ground.stretch
    said = Copied(span.text, told.words, around.text, told.modality is Modality.DENIED)
    reason = unfaithful(text, said, held)
    if reason is None:
        return text
    ground.lose(text, "text", f"{reason}: the article's words stand instead.")
    return f"{name}: {_in_marks(span.text)}"


def _in_marks(words: str) -> str:
    """Words in quotation marks, with marks of their own inside as single ones."""
    plain = QUOTED_WHOLE.fullmatch(words)
    return f"“{plain[1] if plain else words.translate(SINGLE_MARKS)}”"


def _speaker(told: ClaimReply) -> SpeakerReply | None:
    """Who makes the claim; None for the article itself, in whichever of its words a model says so."""
    one = told.speaker
    return None if one is None or one.mode is Mode.OWN_VOICE or one.kind is ClaimantKind.AUTHOR else one


def _attribution(ground: Ground, told: SpeakerReply | None, near: Span) -> Attribution:
    if told is None:
        return Attribution(mode=Mode.OWN_VOICE)
    return Attribution(
        mode=told.mode,
        cue=ground.words(told.cue, near, "cue") if told.cue else None,
        relayers=tuple(_relayer(found) for name in told.relayers if (found := ground.name(name, "relayer"))),
    )


def _claimant(article: Article, ground: Ground, told: ClaimReply, span: Span, near: Span) -> Claimant | None:
    """The speaker by a name that stands in the article, else by their words at the claim, unless those name nobody."""
    speaker = _speaker(told)
    if speaker is None:
        if _in_quotes(ground.text, span):
            ground.lose(told.words, "claimant", "These words stand in quotation marks: they are not the article's own.")
            return None
        return Claimant(name=article.outlet or "the article", kind=ClaimantKind.AUTHOR)
    mention = ground.words(speaker.who_words, near, "claimant") if speaker.who_words else None
    if speaker.kind is ClaimantKind.UNNAMED and speaker.who.casefold() == NOBODY:
        return Claimant(name=NOBODY, kind=ClaimantKind.UNNAMED, mention=mention)
    named = ground.name(speaker.who, "claimant")
    called = next((one for one in (named, mention) if one and _names(one.text, span.text)), None)
    if called is None and mention and mention.text.casefold() in PRONOUNS:
        return Claimant(name=NOBODY, kind=ClaimantKind.UNNAMED, mention=mention)
    if called is None:
        ground.lose(told.words, "claim", f"The article does not name who is said to say this, {speaker.who[:80]!r}.")
        return None
    apart = named if mention and named and not mention.overlaps(named) else None
    return Claimant(
        name=called.text,
        kind=speaker.kind,
        mention=mention or called,
        antecedent=apart,
        title=ground.name(speaker.title, "title") if speaker.title else None,
        standing=_standing(ground, speaker),
        affiliations=tuple(found.text for name in speaker.affiliations if (found := ground.name(name, "affiliation"))),
    )


def _standing(ground: Ground, told: SpeakerReply) -> Standing | None:
    """Why they can know, with the words that say so; None where no words do."""
    span = ground.name(told.standing_words, "standing") if told.standing and told.standing_words else None
    return Standing(kind=told.standing, span=span) if told.standing and span else None


def _in_quotes(text: str, span: Span) -> bool:
    """Whether a quotation that was opened in the span's paragraph is still open where the span begins."""
    opened: list[str] = []
    for found in QUOTATION_MARKS.finditer(text, text.rfind("\n", 0, span.start) + 1, span.start):
        mark = found[0]
        if opened and mark in CLOSED_BY[opened[-1]]:
            opened.pop()
        elif mark in CLOSED_BY and (mark != "»" or found[1]):
            opened.append(mark)
    return bool(opened)


def _names(words: str, claimed: str) -> bool:
    """Whether the words tell who it is: not the claim itself, nor a pronoun."""
    return len(words) <= NAME_CHARACTERS and claimed not in words and words.casefold() not in PRONOUNS


def _relayer(mention: Span) -> Claimant:
    kind = ClaimantKind.UNNAMED if mention.text.islower() else ClaimantKind.ORGANISATION
    return Claimant(name=mention.text, kind=kind, mention=mention)


def _provenance(ground: Ground, told: Iterable[KnownBy], near: Span) -> tuple[Provenance, ...]:
    known = (_known(ground, one, near) for one in told if one.channel is not Channel.UNSPECIFIED)
    return tuple(dict.fromkeys(one for one in known if one)) or (UNSPECIFIED,)


def _known(ground: Ground, told: KnownBy, near: Span) -> Provenance | None:
    """The channel with the words that say so; None, and said so, when there are none."""
    span = ground.words(told.words or "", near, "provenance")
    if span is None:
        return None
    locator = ground.name(told.locator, "locator") if told.locator else None
    return Provenance(
        channel=told.channel,
        platform=_platform(ground, told.platform, f"{span.text}\n{near.text}"),
        official=told.official,
        locator=locator.text if locator else None,
        span=span,
    )


def _platform(ground: Ground, told: str | None, around: str) -> str | None:
    """The platform in one lower-case word, when the text names it."""
    if told is None:
        return None
    platform = told.strip().casefold().replace(" ", "_")
    words = ALSO_CALLED.get(platform, re.escape(platform))
    if re.search(rf"(?i)\b(?:{words})\b|{SPELT.get(platform, '(?!)')}", around):
        return platform
    ground.lose(told, "platform", "The article names no such platform here.")
    return None
