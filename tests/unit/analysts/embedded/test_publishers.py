import pytest

from service.analysts.embedded.stance.access import Voices
from service.analysts.embedded.stance.publishers import PublisherKind, publisher_kind
from service.analysts.embedded.stance.voicing import Speaking
from service.domain import Access, Span
from tests.building import document, span


@pytest.mark.parametrize(
    ("publisher", "text", "kind"),
    [
        ("Velmar Evening Post", "We were first to report it.", PublisherKind.PRESS),
        ("Land Registry of Velmar", "The plot changed hands.", PublisherKind.RECORDS),
        ("Truthcheck", "The clip is old.", PublisherKind.CHECKER),
        ("Ministry of Ports", "The quay is closed.", PublisherKind.BODY),
        ("Tarsk & Sons", "The quay is closed.", PublisherKind.BODY),
        ("Velmarine", "Velmarine has closed the quay.", PublisherKind.BODY),
        ("Velmarine", "Berths: nine. Cranes in service: four.", PublisherKind.RECORDS),
        ("Velmarine", "The quay is closed.", PublisherKind.UNKNOWN),
        (None, "We have closed the quay.", PublisherKind.UNKNOWN),
    ],
)
def test_a_publisher_is_known_by_its_name_or_by_speaking_of_itself(publisher, text, kind):
    assert publisher_kind(document(text, publisher=publisher)) is kind


@pytest.mark.parametrize(
    ("publisher", "url", "kind"),
    [
        ("velmarine.example", "https://velmarine.example/quay", PublisherKind.UNKNOWN),
        ("velmarherald.example", "https://velmarherald.example/quay", PublisherKind.PRESS),
        ("Velmarine", "https://velmarine.example/quay", PublisherKind.BODY),
    ],
)
def test_we_on_a_site_that_nobody_signs_is_no_bodys_word(publisher, url, kind):
    assert publisher_kind(document("We have closed the quay.", publisher=publisher, url=url)) is kind


@pytest.mark.parametrize(
    ("publisher", "text", "access"),
    [
        ("Ministry of Ports", "The quay is closed.", Access.OFFICIAL_STATEMENT),
        ("Ministry of Ports", "We have closed the quay, we said on Monday.", Access.OFFICIAL_STATEMENT),
        ("Ministry of Ports", "Our inspectors measured a crack in the quay.", Access.DIRECT),
        ("Land Registry of Velmar", "The plot changed hands.", Access.DIRECT),
        ("Truthcheck", "The video shows another quay.", Access.MEDIA_VERIFIED),
        ("Velmar Evening Post", "The quay is closed, drawings seen by the Post show.", Access.DIRECT),
        ("Velmar Evening Post", "The quay is closed.", Access.UNKNOWN),
        ("Velmar Evening Post", "The quay is closed, the port service said.", Access.OFFICIAL_STATEMENT),
    ],
)
def test_a_body_states_a_register_records_and_a_checker_verifies(publisher, text, access):
    assert (
        Voices(document(text, publisher=publisher), Speaking(text, ())).telling(span(text), 0, len(text)).access
        is access
    )


def test_of_a_long_document_whose_word_a_sentence_is_stays_open_where_nobody_sought_it():
    line = "The quay is closed, the port service said.\n"
    text = line * 400
    near, far = (Span.of(text, at, at + len(line) - 1) for at in (300 * len(line), 200 * len(line)))
    voices = Voices(document(text, publisher="Velmar Evening Post"), Speaking(text, [near]))
    assert voices.telling(near, 0, len(text)).access is Access.OFFICIAL_STATEMENT
    assert voices.telling(far, 0, len(text))[:3] == (None, Access.UNKNOWN, ())
