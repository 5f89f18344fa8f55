"""Where sentences end in languages without a pack: by their marks, but for the shortened words of some."""

import re
from collections.abc import Mapping

from service.languages import pack_for
from service.languages.called import primary
from service.languages.pack import SentenceEnds

# Followed by a name or a noun: never the end of a sentence. Words of one letter, and of two that begin with a capital,
# need no place here.
_TITLES: Mapping[str, str] = {
    "de": "frl prof dipl ing str nr abs art bzw ca evtl inkl exkl ggf mio mrd tsd usw vgl gem geb",
    "es": "sra srta sres dra dres dña uds prof profa gral cnel lic ing avda núm pág págs art",
    "fr": "mgr ste bd art cf env vol chap",
    "hi": "डॉ श्री सुश्री प्रो पं डा कु रु",
    "uk": "вул ім проф акад доц обл рис див тел просп бул гр ст",
}
# Followed by a number: not the end of a sentence either.
_NUMBERED: Mapping[str, str] = {
    "de": "jan febr feb apr aug sept okt nov dez kap",
    "es": "ene feb mar abr jun jul ago sept oct nov dic tel cap aprox",
    "fr": "janv févr avr juil sept oct nov déc tél",
    "hi": "सं पृ",
    "uk": "січ лют бер квіт трав черв лип серп вер жовт лист груд",
}
# A speaker who stands right behind a quotation: “桥塌了。”市长说。
_SPEAKER = re.compile(r"[^。！？；\n“”「」]{1,40}?(?:说|表示|称|指出|问道|补充|写道|强调|回答|と述べ|と語っ|と話し)")


def sentence_ends(language: str | None) -> SentenceEnds:
    """What the language's pack knows of sentences; else what its marks and a few shortened words tell."""
    pack = pack_for(language)
    return pack.sentence_ends if pack else BY_MARKS.get(primary(language), BY_MARKS_ALONE)


def _looks_short(word: str) -> bool:
    """ "3." of "3. Mai", "Dr." of "Dr. Weiß", "м." of "м. Київ", "d.h.": a sentence too long is better than half of
    one."""
    if len(word) < 3:
        return len(word) == 1 or word.isdigit() or word[:1].isupper()
    return "." in word and not word[0].isdigit() and all(len(part) < 4 for part in word.split("."))


BY_MARKS_ALONE = SentenceEnds(
    titles=frozenset(),
    numbered=frozenset(),
    shortened=frozenset(),
    starters=frozenset(),
    speaker=_SPEAKER,
    looks_short=_looks_short,
    run_on=True,
)
BY_MARKS: Mapping[str, SentenceEnds] = {
    language: BY_MARKS_ALONE._replace(
        titles=frozenset(_TITLES[language].split()), numbered=frozenset(_NUMBERED[language].split())
    )
    for language in _TITLES
}
