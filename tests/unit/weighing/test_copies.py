"""Which texts may be copies of each other is found by their runs, as if each were held against each."""

from random import Random

import pytest

from service.weighing import copies
from service.weighing.copies import Copies, Runs

WORDS = "quay crane gale ferry pilot tug buoy lock pier mast hull deck keel rope sail tide".split()


def texts(seed: int) -> list[str]:
    """Twelve texts, long and short, some of them with stretches of others."""
    chance, made = Random(seed), list[str]()  # noqa: S311 - invented text, no secret
    for _ in range(12):
        taken = " ".join(chance.choice(made).split()[: chance.randint(3, 60)]) if made and chance.random() < 0.6 else ""
        own = " ".join(chance.choices(WORDS, k=chance.choice((6, 12, 40, 90))))
        made.append(f"{taken} {own}".strip())
    return made


@pytest.mark.parametrize("seed", range(20))
def test_copies_are_found_by_run_as_by_pair(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(copies, "SAMPLED", 3)
    monkeypatch.setattr(copies, "SAMPLE", 10)
    told = texts(seed)
    runs = {text: Runs(text) for text in told}
    found = Copies(told)
    for text in told:
        near = tuple(one for one in dict.fromkeys(told) if runs[text].may_copy(runs[one]))
        assert found.near(text) == near


def test_of_long_texts_alone_only_samples_are_entered() -> None:
    chance = Random(1)  # noqa: S311 - invented text, no secret
    long = [" ".join(f"{chance.choice(WORDS)}{chance.randint(0, 99)}" for _ in range(2_000)) for _ in range(3)]
    entered = sum(len(Runs(text).telling) for text in long)
    assert entered < 0.1 * sum(len(Runs(text).all) for text in long)
    assert Copies(long).near(long[0]) == (long[0],)
