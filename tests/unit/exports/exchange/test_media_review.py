"""A MediaReview says what a desk found of a picture, and nothing of what nobody judged."""

import json

import pytest

from service.domain import JudgeMedia, MediaCategory, Undo
from service.errors import BadInput, Conflict
from service.exports.formats import write
from service.exports.options import FormOptions
from service.weighing.reviewed import reviewed
from tests.reviewing import MACHINE, PHOTO, events

PAGE = FormOptions(page="https://desk.example/checks/1", publisher="Desk", site="https://desk.example")
PIER = JudgeMedia(
    media=PHOTO,
    categories=(MediaCategory.DECONTEXTUALIZED,),
    context="The pier,\nthree years before.",
    original="https://archive.example/pier",
    reason="Its crane was taken down since.",
)
TAPE = JudgeMedia(media="tape-7", categories=(MediaCategory.STAGED, MediaCategory.TRANSFORMED))


def told(*acts, asked=PAGE):
    return json.loads(write(reviewed(MACHINE, events(*acts)), "mediareview", asked))["@graph"]


def test_a_judged_picture_is_told_with_what_it_shows_and_where_it_is_from():
    (one,) = told(PIER)
    assert one["@type"] == "MediaReview"
    assert one["url"] == PAGE.page
    assert one["author"] == {"@type": "Organization", "name": "Desk", "url": "https://desk.example"}
    assert one["mediaAuthenticityCategory"] == "DecontextualizedContent"
    assert one["originalMediaContextDescription"] == "The pier, three years before."
    assert one["originalMediaLink"] == "https://archive.example/pier"
    assert one["itemReviewed"] == {"@type": "ImageObject", "contentUrl": PHOTO}


def test_what_has_no_address_goes_by_its_name_and_several_categories_are_listed():
    (one,) = told(TAPE)
    assert one["itemReviewed"] == {"@type": "AudioObject", "identifier": "tape-7"}
    assert one["mediaAuthenticityCategory"] == ["StagedContent", "TransformedContent"]
    assert "author" not in told(TAPE, asked=PAGE._replace(publisher=None))[0]


def test_the_last_word_on_a_medium_stands_and_each_is_told_once():
    later = PIER.model_copy(update={"categories": (MediaCategory.ORIGINAL,)})
    assert [one["mediaAuthenticityCategory"] for one in told(PIER, later)] == ["OriginalMediaContent"]
    assert len(told(PIER, TAPE, later)) == 2


@pytest.mark.parametrize("acts", [(), (PIER, Undo(number=1))])
def test_nothing_is_assumed_of_what_nobody_judged(acts):
    with pytest.raises(Conflict):
        told(*acts)


@pytest.mark.parametrize("page", [None, "", "javascript:alert(1)", "https://ada:pass@desk.example/"])
def test_a_media_review_wants_its_page(page):
    with pytest.raises(BadInput) as refused:
        told(PIER, asked=PAGE._replace(page=page))
    assert refused.value.field == "/page"
