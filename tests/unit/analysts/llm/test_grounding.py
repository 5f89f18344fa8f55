"""A rewriting says what the quoted words say, as far as the rules of its language can tell."""

import pytest

from service.analysts.llm.grounding import Copied, Ground, Held, quoted, unfaithful
from service.domain import Span
from service.text.sentences import sentences


@pytest.mark.parametrize(
    ("words", "told", "language"),
    [
        ("er sah 1.200 Menschen", "Weber sah 1200 Menschen", "de"),
        ("er sah 1.200 Menschen", "Weber sah Menschen", "de"),
        ("er sah zwei Menschen", "Weber sah 2 Menschen", "de"),
        ("3,5 % des voix", "Weber : 3.5 % des voix", "fr"),
        ("1\u202f200 personnes", "Weber : 200 personnes", "fr"),
        ("1'200 Personen", "Weber: 200 Personen", "de-CH"),
        ("vio a 21 personas", "Weber vio a 21 personas y 3 más", "es"),
        ("бачив 21 людину", "Weber бачив 12 осіб", "uk"),
    ],
)
def test_digits_that_differ_are_refused_in_any_language(words: str, told: str, language: str) -> None:
    assert (
        unfaithful(told, Copied(words, words, f"Weber: {words}."), Held(["Weber"], language))
        == "The rewriting changes a number"
    )


def test_english_negations_and_slots_are_not_looked_for_elsewhere() -> None:
    words, told = "he had no doubt that rents rose", "Weber had doubt that rents fell"
    assert unfaithful(told, Copied(words, words, words), Held(["Weber"], "de")) is None
    assert unfaithful(told, Copied(words, words, words), Held(["Weber"], "en-GB"))


def test_the_ground_cuts_and_quotes_by_its_own_language() -> None:
    text = "Am 3. Mai kamen 1.200 Menschen. Niemand blieb."
    ground = Ground(text, Span.of(text, 0, len(text)), len(text), "p1", "de")
    assert ground.numbered() == "[1] Am 3. Mai kamen 1.200 Menschen.\n[2] Niemand blieb."
    assert ground.words("kamen 1.200 Menschen", ground.stretch, "claim") is not None
    assert ground.words("Am 3. Mai kamen 1.300 Menschen", ground.stretch, "claim") is None
    assert [item.text for item in ground.unanchored] == ["Am 3. Mai kamen 1.300 Menschen"]


TEXTS = {
    "de": "Das Hafenamt sagte, am Montag seien 41 Boote verbrannt. Die Feuerwehr war nicht am Kai.",
    "es": "La capitanía dijo que el lunes ardieron 41 barcos. Los bomberos no estaban en el muelle.",
    "fr": "La capitainerie dit que 41 bateaux ont brûlé lundi. Les pompiers n’étaient pas sur le quai.",
    "uk": "Управління порту заявило, що в понеділок згорів 41 човен. Пожежників на причалі не було.",
    "ar": "قالت هيئة الميناء إن 41 قاربا احترقت يوم الاثنين. ولم تكن فرق الإطفاء على الرصيف.",
    "hi": "बंदरगाह परिषद ने कहा कि सोमवार को 41 नावें जल गईं। दमकल कर्मी घाट पर नहीं थे।",
    "zh": "港务局说，星期一有41艘渔船烧毁。消防员不在码头上。",
}


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("de", "seien 41 Boote verbrannt", "Am Montag verbrannten 41 Boote, sagte das Hafenamt."),
        ("es", "ardieron 41 barcos", "El lunes ardieron 41 barcos."),
        ("fr", "41 bateaux ont brûlé", "41 bateaux ont brûlé lundi, dit la capitainerie."),
        ("uk", "згорів 41 човен", "У понеділок в порту згорів 41 човен."),
        ("ar", "41 قاربا احترقت", "احترقت 41 قاربا يوم الاثنين."),
        ("hi", "41 नावें जल गईं", "सोमवार को 41 नावें जल गईं।"),
        ("zh", "41艘渔船烧毁", "港务局的41艘渔船在星期一烧毁。"),
    ],
)
def test_a_rewriting_in_the_articles_own_words_is_taken_in_any_language(language: str, words: str, told: str) -> None:
    assert (
        unfaithful(told, Copied(words, words, TEXTS[language].split(".")[0]), Held([TEXTS[language]], language)) is None
    )


@pytest.mark.parametrize(
    ("language", "words", "told", "why"),
    [
        ("de", "seien 41 Boote verbrannt", "41 boats of the harbour burned on Monday.", "word"),
        ("de", "seien 41 Boote verbrannt", "Am Montag verbrannten keine 41 Boote.", "negation"),
        ("es", "no estaban en el muelle", "Los bomberos estaban en el muelle.", "negation"),
        ("fr", "n’étaient pas sur le quai", "Les pompiers étaient sur le quai.", "negation"),
        ("uk", "згорів 41 човен", "За словами Бойка, згорів 41 човен.", "name"),
        ("ar", "41 قاربا احترقت", "احترقت 41 قاربا في مرسيليا.", "word"),
        ("hi", "दमकल कर्मी घाट पर नहीं थे", "दमकल कर्मी घाट पर थे।", "negation"),
        ("hi", "41 नावें जल गईं", "मुंबई में 41 नावें जल गईं।", "word"),
        ("zh", "41艘渔船烧毁", "上海41艘渔船烧毁。", "word"),
        ("zh", "消防员不在码头上", "消防员在码头上。", "negation"),
        ("zh", "41艘渔船烧毁", "四十二艘、41艘渔船烧毁。", "number"),
    ],
)
def test_a_rewriting_that_says_more_or_the_opposite_is_refused_in_any_language(
    language: str, words: str, told: str, why: str
) -> None:
    assert why in (unfaithful(told, Copied(words, words, TEXTS[language]), Held([TEXTS[language]], language)) or "")


BODY = """\
The board runs two harbours, Sarn and Hale. “Forty thousand people live under that wall,” Ines Orr \
said, “and he gambled with them.” The tally, made from 200 sheets, put her ahead by 900 votes. He \
spoke of 300 villages where it had no agents. The board opened the sluices without a word to anyone. \
The board rejects this. “There is no plan and there never was,” she said. Homes are without power: \
under 500 of them. The two harbours hold 94 boats. It rose in 2016 and again in 2020. She saw 2,900 \
three years ago. “two gates, not one” had failed. It was not the fish. The second one failed. The \
blame lay elsewhere."""


@pytest.mark.parametrize(
    ("copied", "told", "denying"),
    [
        ("he gambled with them", "Paul Marin gambled with the forty thousand people under that wall.", False),
        ("The tally … put her ahead by 900 votes", "The tally put Ines Orr ahead by 900 votes.", False),
        ("It rose … again in 2020", "It rose again in 2020.", False),
        ("The two harbours hold 94 boats", "Sarn and Hale hold 94 boats.", False),
        ("300 villages where it had no agents", "The board had no agents in 300 villages.", False),
        ("there never was", "There never was a plan.", False),
        ("2,900 three years ago", "The board had 2,900 boats three years ago.", False),
        ("“two gates, not one” had failed", "Two gates, not one, had failed.", False),
        ("It was not the fish", "The fish were not to blame.", False),
        ("The second one failed", "The second gate failed.", False),
        ("under 500 of them", "Under 500 homes are without power.", False),
        ("The board rejects this", "The board opened the sluices without a word to anyone.", True),
    ],
)
def test_a_faithful_rewriting_is_never_lost(copied: str, told: str, denying: bool) -> None:
    assert unfaithful(told, quoted_from(copied, denying), Held([BODY, "Paul Marin"])) is None


@pytest.mark.parametrize(
    ("copied", "told", "denying"),
    [
        ("The tally … put her ahead by 900 votes", "The tally put Ines Orr ahead.", False),
        ("It rose … again in 2020", "It rose in 2016.", False),
        ("300 villages where it had no agents", "The board had agents in 300 villages.", False),
        ("The two harbours hold 94 boats", "The two harbours hold no boats.", False),
        ("under 500 of them", "Under 500 homes are never lit.", False),
        ("The board rejects this", "The board opened the sluices without a licence.", True),
        ("The board opened the sluices", "The board never opened the sluices.", True),
    ],
)
def test_a_rewriting_that_tells_otherwise_is_refused(copied: str, told: str, denying: bool) -> None:
    assert unfaithful(told, quoted_from(copied, denying), Held([BODY, "Paul Marin"])) is not None


def quoted_from(copied: str, denying: bool) -> Copied:
    """Words of `BODY` with the sentence that they stand in."""
    span = quoted(copied, BODY, Span.of(BODY, 0, len(BODY)))
    assert span is not None
    near = next(one.text for one in sentences(BODY) if one.overlaps(span))
    return Copied(span.text, copied, near, denying)


def test_words_that_are_cut_within_a_number_are_found() -> None:
    text = "Operating profit was 84 million crowns, compared with 97 million in the same period last year."
    found = quoted("Operating profit was 84 … same period last year", text, Span.of(text, 0, len(text)))
    assert found == Span.of(text, 0, len(text) - 1)
    assert quoted("Operating profit was 84", text, Span.of(text, 0, len(text))) is None
