"""What a door learns of its server from a complaint, whatever the complaint's status, and what teaches nothing."""

import json
from typing import Any

import pytest

from service.models.manners import Manner, Structure
from service.models.provider_errors import told_inside

FORM = "Input should be 'text' or 'json_object'"


def learned(code: int | None, message: str, manner: Manner | None = None, **more: Any) -> Manner | None:
    told = {"code": code, "message": message, **more}
    return (manner or Manner()).after(told_inside(told, "m"), json.dumps(told))


@pytest.mark.parametrize("status", [None, 400, 403, 404, 409, 422, 500, 501, 502, 503])
def test_a_complaint_about_the_form_is_heeded_whatever_its_status(status: int | None) -> None:
    assert learned(status, FORM) == Manner(structure=Structure.OBJECT)


def test_each_complaint_about_the_form_loosens_it_by_one_until_none_is_asked_for() -> None:
    manner, seen = Manner(), []
    while manner is not None:
        seen.append(manner.structure)
        manner = learned(500, "response_format is not supported", manner)
    assert seen == list(Structure)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (500, "The schema of the database is being changed."),
        (503, "Overloaded"),
        (404, "There is no model 'm'."),
        (403, "Not your model."),
        (429, "Too many requests with response_format"),
        (400, "The prompt is too long: json_schema takes 9000 tokens"),
        (400, "Failed to validate JSON. json_schema"),
        (400, "Failed to call a function. json_schema"),
        (400, "Messages may not be empty."),
    ],
)
def test_a_complaint_about_something_else_teaches_nothing(status: int, message: str) -> None:
    assert learned(status, message) is None


@pytest.mark.parametrize(
    ("message", "manner"),
    [
        ("Use 'max_completion_tokens' instead.", Manner(limit="max_completion_tokens")),
        ("Unsupported parameter: 'max_tokens'", Manner(limit="max_completion_tokens")),
        ("'temperature' does not support 0 with this model.", Manner(temperature=False)),
    ],
)
def test_other_parameters_are_learned_of_a_refusal_alone(message: str, manner: Manner) -> None:
    assert learned(400, message) == manner
    assert learned(500, message) is None
