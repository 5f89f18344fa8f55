"""Every export of every report is what its standard, or the tool that takes it, says that it is."""

import csv
import json
import os
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from jsonschema import Draft3Validator, Draft4Validator, Draft202012Validator, FormatChecker
from openpyxl import load_workbook
from prov.model import ProvDocument
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, DRAFT202012

from service.domain import Report
from service.exports.formats import FORMATS, write
from service.exports.options import FormOptions

from .reports import REPORTS

DATA = Path(os.environ.get("CLAIMTRACE_EVAL_DATA") or Path(__file__).parents[5] / "shared" / "data")
SCHEMAS = DATA / "schemas"
W3C = SCHEMAS / "w3c"
outside = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="The schemas of other systems are not here.")
every = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
CHECKED = FormatChecker()


def told(report: Report, form: str, **asked) -> dict:
    return json.loads(write(report, form, FormOptions(**asked)))


def status(report: Report, form: str) -> str:
    item = told(report, form)
    return item.get("pubstatus") or item["pubStatus"]


def loaded(name: str) -> dict:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


# ---------------------------------------------------------------- ninjs


@outside
@every
@pytest.mark.parametrize(("form", "schema"), [("ninjs2", "ninjs-schema_2.2.json"), ("ninjs", "ninjs-schema_3.1.json")])
def test_ninjs_holds_to_the_schema_of_iptc(report, form, schema):
    anything = Resource.from_contents({}, default_specification=DRAFT202012)
    places = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", anything)
    checks = Draft202012Validator(loaded(schema), registry=places, format_checker=CHECKED)
    item = told(report, form)
    checks.validate(item)
    assert not checks.is_valid(item | {"verdicts": []})


@outside
@every
def test_superdesk_takes_its_ninjs_and_finds_every_note_in_the_body(report):
    schema = loaded("superdesk-ninjs-schema.json")
    item = told(report, "superdesk")
    Draft3Validator(schema, format_checker=CHECKED).validate(item)
    assert not Draft3Validator(schema).is_valid(item | {"verdicts": []})
    notes = {note["id"] for note in item["annotations"]}
    for finding in report.findings:
        assert all(f'annotation-id="{note}"' in item.get("body_html", "") for note in notes) or not finding.claim.spans


def test_an_item_is_withheld_until_an_editor_has_accepted_every_claim():
    usable = {"accepted", "many accepted", "emoji accepted"}
    for name, report in REPORTS.items():
        for form in ("ninjs2", "ninjs", "superdesk"):
            assert (status(report, form) == "usable") == (name in usable)


def test_what_came_from_a_cms_keeps_its_guid():
    assert told(REPORTS["posted"], "superdesk")["guid"] == "cms:42"
    assert told(REPORTS["posted"], "ninjs")["altIds"] == [{"role": "guid", "value": "cms:42"}]


# ---------------------------------------------------------------- web annotations


@cache
def musts(kind: str, name: str) -> list[Draft4Validator]:
    """The MUST assertions of W3C's own test suite. Skipped where it is not here."""
    if not W3C.is_dir():
        pytest.skip("The schemas of other systems are not here.")
    schemas = [(path, json.loads(path.read_text(encoding="utf-8"))) for path in W3C.rglob("*.json")]
    resources = [(schema["id"], Resource.from_contents(schema, default_specification=DRAFT4)) for _, schema in schemas]
    known = Registry().with_resources(resources)
    listed = json.loads((W3C / kind / name).read_text(encoding="utf-8"))["assertions"]
    return [Draft4Validator(loaded(f"w3c/{one}"), registry=known, format_checker=CHECKED) for one in listed]


@every
def test_web_annotations_hold_to_every_must_of_the_standard(report):
    collection = told(report, "annotations")
    for must in musts("collections", "collectionMusts.test"):
        must.validate(collection)
    checks = musts("annotations", "annotationMusts.test")
    for one in collection["first"]["items"][:6]:
        assert not [check.schema["title"] for check in checks if not check.is_valid(one)]


@pytest.mark.parametrize(
    "broken",
    [
        {"@context": "https://elsewhere.example"},
        {"id": 3},
        {"type": "Note"},
        {"bodyValue": "twice"},
        {"target": [{"selector": {}}]},
        {"created": "yesterday"},
    ],
    ids=str,
)
def test_the_musts_catch_what_is_broken(broken):
    one = told(REPORTS["accepted"], "annotations")["first"]["items"][0]
    assert not all(check.is_valid(one | broken) for check in musts("annotations", "annotationMusts.test"))


# ---------------------------------------------------------------- the others


@every
def test_provenance_is_read_by_a_library_of_the_standard(report):
    for finding in report.findings[:5]:
        kept = write(report, "prov", FormOptions(claim=finding.claim.id))
        assert ProvDocument.deserialize(content=kept, format="json").get_records()


@every
def test_spreadsheets_have_a_row_a_claim_and_no_cell_is_carried_out(report):
    rows = list(csv.reader(StringIO(write(report, "csv"))))
    assert [len(row) for row in rows] == [len(rows[0])] * (len(report.findings) + 1)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    sheet = load_workbook(BytesIO(write(report, "xlsx"))).active
    assert sheet.max_row == len(rows)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@every
def test_every_form_is_written_the_same_each_time_and_changes_nothing(report):
    before = report.model_dump_json()
    for form in (name for name, one in FORMATS.items() if one.whole and name != "xlsx"):
        assert write(report, form) == write(report, form)
    assert report.model_dump_json() == before
