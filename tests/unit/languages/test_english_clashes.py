from datetime import datetime

import pytest

from service.languages.en.clashes import Slot, compare, denied, negated
from service.languages.en.periods import periods
from service.languages.en.quantities import quantities

WEDNESDAY = datetime(2021, 6, 16)


@pytest.mark.parametrize(
    ("sentence", "low", "high", "unit", "event"),
    [
        ("21 miners were killed", 21, 21, "", "killed"),
        ("Twenty-one miners died", 21, 21, "", "killed"),
        ("two hundred and fifty thousand ballots", 250_000, 250_000, "", ""),
        ("1,250 ballots", 1250, 1250, "", ""),
        ("at least 40 people were injured", 40, float("inf"), "", "injured"),
        ("more than a dozen boats", 12, float("inf"), "", ""),
        ("up to 300 homes", 0, 300, "", ""),
        ("dozens of miners", 24, 99, "", ""),
        ("tens of thousands of marchers", 20_000, 99_000, "", ""),
        ("several hundred marchers", 300, 1200, "", ""),
        ("a fifth of households", 20, 20, "percent", ""),
        ("two thirds of households", 200 / 3, 200 / 3, "percent", ""),
        ("12.5 per cent of households", 12.5, 12.5, "percent", ""),
        ("$3.5 million in aid", 3_500_000, 3_500_000, "$", ""),
        ("60 million marks", 60_000_000, 60_000_000, "", ""),
        ("£2.6m in bonuses", 2_600_000, 2_600_000, "£", ""),
        ("2.6m crowns", 2_600_000, 2_600_000, "", ""),
        ("1.4m voters", 1_400_000, 1_400_000, "", ""),
        ("15k marchers", 15_000, 15_000, "", ""),
        ("$4tn in debt", 4e12, 4e12, "$", ""),
        ("a 400m race", 400, 400, "", ""),
        ("a wall 3m high", 3, 3, "", ""),
        ("some of the six houses", 6, 6, "", "whole"),
        ("none of our reporters saw all 12 men", 12, 12, "", ""),
        ("17: that is how many drowned", 17, 17, "", ""),
        ("the count reached 1,700: a record", 1700, 1700, "", ""),
        ("the bill came to $17: too much", 17, 17, "$", ""),
    ],
)
def test_a_number_is_read_as_a_range_with_its_unit_and_its_event(sentence, low, high, unit, event):
    (found,) = quantities(sentence)
    assert (found.low, found.high, found.unit, found.event) == (pytest.approx(low), pytest.approx(high), unit, event)


@pytest.mark.parametrize(
    "sentence",
    [
        "It opened in 1987.",
        "The vote was on 4 July.",
        "The train left at 10:30.",
        "Turn to 10/12/2031.",
        "It runs on release 1.2.3.",
        "An F-16 landed.",
        "One of the boats sank.",
        "The 3rd regiment left.",
    ],
)
def test_years_days_clock_times_and_numbered_names_count_nothing(sentence):
    assert quantities(sentence) == ()


CLASHES = [
    ("21 miners were killed in the collapse", "The collapse killed nine miners", Slot.NUMBER),
    ("Dozens of miners were killed", "the company put deaths at four", Slot.NUMBER),
    ("At least 40 homes in Lindow burned", "Five homes in Lindow burned", Slot.NUMBER),
    ("Rents in Lindow rose by 20 percent", "Rents in Lindow rose by 9 percent", Slot.NUMBER),
    ("The treaty of Lindow was signed on 4 March", "The treaty of Lindow was signed on 20 March", Slot.DATE),
    ("The quarry doubled its output of slate", "The output of slate from the quarry halved", Slot.DIRECTION),
    ("The mayor signed the harbour contract", "The mayor never signed the harbour contract", Slot.NEGATION),
    ("The mayor signed the harbour contract", "He denied that the mayor signed the harbour contract", Slot.NEGATION),
    ("The harbour was not dredged", "The harbour was dredged", Slot.NEGATION),
    ("The harbour wall is strengthening", "The harbour wall is weakening", Slot.DIRECTION),
    ("Rents in Lindow rose", "Rents in Lindow fell", Slot.DIRECTION),
    ("Turnout was 61 percent", "Turnout was 58 percent", Slot.NUMBER),
    ("Two people drowned", "One person drowned and two were missing", Slot.NUMBER),
    ("The council approved the harbour plan", "The council rejected the harbour plan", Slot.DIRECTION),
    ("The bridge opened last month", "The bridge opened on Monday", Slot.DATE),
    ("The bridge opened on 3 March 2019", "The bridge opened on 9 May 2019", Slot.DATE),
]


@pytest.mark.parametrize(("claim", "evidence", "slot"), CLASHES)
def test_slots_that_cannot_both_be_right_clash(claim, evidence, slot):
    assert slot in {clash.slot for clash in compare(claim, evidence, WEDNESDAY, WEDNESDAY)}


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Dozens of miners were killed", "36 miners were killed"),
        ("At least 20 miners were killed", "24 miners were killed"),
        ("100 miners were killed", "103 miners were killed"),
        ("21 miners were killed", "21 miners were killed and 60 were injured"),
        ("21 miners were killed", "Nine rescuers were injured"),
        ("5 bakeries closed", "12 boats sank"),
        ("The mayor signed the contract", "The mayor not only signed the contract but praised it"),
        ("The mayor signed the contract", "We could not verify that the mayor signed the contract"),
        ("The mayor signed the contract", "He did not deny that the mayor signed the contract"),
        ("The guards left the gate", "The reporter saw no guards left at the gate"),
        ("Rents rose in Lindow", "Rents in Lindow did not fall: they rose"),
        ("Wages rose in Lindow", "Crime fell elsewhere"),
        ("The bridge opened on Tuesday", "The bridge opened on 15 June"),
        ("The bridge opened in June", "The bridge opened on Tuesday"),
        ("Miners had been trapped at Lindow", "The company denied that miners had been killed at Lindow"),
    ],
)
def test_slots_that_can_both_be_right_do_not_clash(claim, evidence):
    assert compare(claim, evidence, WEDNESDAY, WEDNESDAY) == ()


@pytest.mark.parametrize("sentence", ["A week ago nothing happened on Tuesday.", "It opened yesterday."])
def test_days_that_count_from_an_unknown_day_are_no_dates(sentence):
    assert periods(sentence) == ()


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("on Tuesday", (2021, 6, 15), (2021, 6, 15)),
        ("last month", (2021, 5, 1), (2021, 5, 31)),
        ("In March", (2021, 3, 1), (2021, 3, 31)),
        ("in November", (2020, 11, 1), (2020, 11, 30)),
        ("on December 31", (2020, 12, 31), (2020, 12, 31)),
        ("in 2018", (2018, 1, 1), (2018, 12, 31)),
        ("last week", (2021, 6, 7), (2021, 6, 13)),
    ],
)
def test_dates_are_resolved_by_the_day_of_publication(words, first, last):
    (found,) = periods(f"It happened {words}.", WEDNESDAY)
    assert (found.first, found.last) == (datetime(*first).date(), datetime(*last).date())


def test_a_day_that_no_month_has_is_no_date():
    assert periods("It opened on 31 June 2020.") == ()


def test_not_knowing_is_not_denying():
    assert negated("Police could not confirm that the bridge opened") == frozenset()


def test_a_figure_that_meets_another_of_the_claims_is_no_rival():
    claim, evidence = "Three of five boats sank and dozens were hurt", "47 people were hurt when the boats sank"
    assert not compare(claim, evidence)


@pytest.mark.parametrize(
    ("sentence", "reached"),
    [
        ("No boats entered the harbour", "boats entered the harbour"),
        ("Lifeboats: none at the time of the survey", "Lifeboats"),
        ("No. 2 was lit", ""),
        ("Troops no longer held the bridge", ""),
        ("No doubt the bridge was held", ""),
    ],
)
def test_a_denial_reaches_what_follows_and_with_none_what_goes_before(sentence, reached):
    assert reached in " ".join(denied(sentence))
    assert bool(denied(sentence)) == bool(reached)
