"""Whether words deny something, in languages without a pack: enough to see that a rewriting lost or brought a "not"."""

import re
from collections.abc import Mapping

from service.languages.called import primary

NEGATIONS: Mapping[str, re.Pattern[str]] = {
    code: re.compile(pattern, re.IGNORECASE)
    for code, pattern in {
        "ar": r"(?<!\w)[وف]?(?:لا|لم|لن|ليس\w*|دون|بدون|غير|عدم)(?!\w)",
        "de": r"\b(?:nicht|kein\w*|nie|niemals|niemand\w*|nichts|ohne|weder)\b",
        "es": r"\b(?:no|nunca|jamás|nadie|nada|ningun\w*|ningún|sin|ni|tampoco)\b",
        "fr": r"\b(?:ne|pas|jamais|aucun\w*|personne|rien|sans|ni)\b|\bn['’]",
        "hi": r"(?<!\S)(?:नहीं|न|ना|मत|बिना)(?![^\s।,])",
        "it": r"\b(?:non|nessun\w*|mai|niente|nulla|senza|né)\b",
        "pl": r"\b(?:nie|nikt|nigdy|nic|bez|żad\w*)\b",
        "pt": r"\b(?:não|nunca|ninguém|nada|nenhum\w*|sem|nem)\b",
        "ru": r"\b(?:не|ни|нет|никто|никогда|ничего|без)\b",
        "uk": r"\b(?:не|ні|нема\w*|ніхто|ніколи|нічого|жодн\w*|без)\b",
        "zh": r"[不没沒未无無非勿]",
    }.items()
}


def denies(words: str, language: str | None) -> bool:
    """Whether a word of denial stands in the words. Of a language that is not here nobody knows."""
    known = NEGATIONS.get(primary(language))
    return known is not None and bool(known.search(words))
