from tests.unit.analysts.embedded.looking import look


def points(claim: str, sentence: str) -> float:
    return look(claim, sentence).alike.points


def test_the_same_in_other_words_scores_above_the_same_topic():
    claim = "The harbour crane had been inspected twice since March."
    assert points(claim, "Inspectors checked the harbour crane in March and again in May.") > points(
        claim, "The harbour crane is painted yellow."
    )


def test_a_telling_figure_adds_and_a_missing_one_takes():
    claim = "The yard lost 140 jobs."
    assert points(claim, "The yard cut 140 posts.") > points(claim, "The yard cut posts.")


def test_a_larger_figure_agrees_with_at_least_and_tells_nothing_of_it():
    claim = "At least 140 jobs were lost at the yard."
    assert points(claim, "The yard lost 145 jobs.") > points(claim, "The yard lost 900 jobs.") + 1


def test_a_figure_of_the_dead_is_not_told_by_one_of_the_hurt():
    claim = "The blast killed 40 people."
    assert points(claim, "The blast killed 40 people.") > points(claim, "The blast injured 40 people.") + 1
