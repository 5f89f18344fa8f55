"""What sources that nobody has graded say against an article is the first thing that its desk sees."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from service.cli import main
from service.domain import Report
from service.exports.html import page

SCREEN = 60  # lines
FERRIES: dict[str, Any] = {
    "article": {
        "title": "Ferry line says its new boats are safe and on time",
        "outlet": "Aldersea Post",
        "url": "https://aldersea.example/ferries",
        "published_at": "2025-09-18T07:00:00Z",
        "body": (
            "Ferry line says its new boats are safe and on time\n\nThe Corrie Line, which runs the ferries to Aldersea,"
            " defended its two new boats on Wednesday after weeks of complaints from islanders.\n\nThe line’s"
            " spokeswoman, Hanna Strand, said the boats had carried 41,000 passengers in August, more than in any month"
            " before.\n\nShe said the Merle had passed its safety inspection on 2 September. The Merle and her sister"
            " ship, the Fulmar, entered service in June.\n\nAsked about the evening of 14 September, when passengers"
            " waited on the quay at Sund, Ms Strand said that no sailing had been cancelled that night. “Every boat"
            " left,” she said.\n\nThe harbour master at Sund, Olav Reit, said the new boats were too long for the old"
            " berth. The berth was built in 1968.\n\nThe Corrie Line paid 96 million crowns for the two boats. It says"
            " tickets will not become dearer before the spring.\n"
        ),
    },
    "sources": [
        {
            "id": "register",
            "publisher": "Register of Shipping",
            "published_at": "2025-09-10T09:00:00Z",
            "text": "Register of Shipping, inspections of September. The Merle failed its safety inspection on 2"
            " September: two of its life rafts did not open. A second inspection is set for 22 September. The Fulmar"
            " passed its safety inspection on 3 September.",
        },
        {
            "id": "statistics",
            "publisher": "Coast Statistics Office",
            "published_at": "2025-09-12T09:00:00Z",
            "text": "Traffic on the sea routes in August. The boats of the Corrie Line carried 28,400 passengers in"
            " August, counted at the gates of both quays. In July they carried 33,100.",
        },
        {
            "id": "courier",
            "publisher": "Sund Courier",
            "published_at": "2025-09-15T06:00:00Z",
            "text": "Two sailings were cancelled at Sund on the night of 14 September, and our reporter stood on the"
            " quay among the passengers until midnight. The eight o’clock and the ten o’clock boats did not leave.",
        },
        {
            "id": "release",
            "publisher": "Corrie Line",
            "published_at": "2025-09-17T12:00:00Z",
            "text": "The Merle has passed its safety inspection on 2 September. No sailing was cancelled on the night"
            " of 14 September. In August our boats carried 41,000 passengers, more than in any month before.",
        },
    ],
}
CLINIC: dict[str, Any] = {
    "article": {
        "title": "Director defends first year of the Nordal clinic",
        "outlet": "Fell Gazette",
        "url": "https://fellgazette.example/nordal",
        "published_at": "2025-04-11T07:00:00Z",
        "body": (
            "Director defends first year of the Nordal clinic\n\nThe new clinic in Nordal has kept every promise, its"
            " director, Edda Voss, told a meeting in the town hall on Thursday.\n\nMs Voss said waiting times at the"
            " Nordal clinic fell in March.\n\nShe said that no patient was turned away from the emergency ward in the"
            " storm of 20 March.\n\nThe conversion of the old mill had cost 4.2m crowns, Ms Voss said, a little less"
            " than planned.\n\nAbout 90 people came to the meeting. The clinic opened in the old mill a year ago.\n"
        ),
    },
    "sources": [
        {
            "id": "board",
            "publisher": "County Health Board",
            "published_at": "2025-04-03T09:00:00Z",
            "text": "Quarterly figures for the county. Waiting times at the Nordal clinic rose in March, to 71 minutes,"
            " while those at Orm and Fell changed little.",
        },
        {
            "id": "observer",
            "publisher": "Nordal Observer",
            "published_at": "2025-03-21T06:00:00Z",
            "text": "Eleven patients were turned away from the emergency ward of the Nordal clinic in the storm of 20"
            " March, a reporter of this paper counted at the door.",
        },
        {
            "id": "audit",
            "publisher": "Court of Audit",
            "published_at": "2025-04-01T09:00:00Z",
            "text": "The court has examined the books of the Nordal clinic. The conversion of the old mill cost 6.8"
            " million crowns, of which 1.1 million went on the roof.",
        },
    ],
}
STORIES = {
    "ferries": (FERRIES, {"28,400 passengers", "The Merle failed", "Two sailings were cancelled"}),
    "clinic": (CLINIC, {"rose in March", "Eleven patients were turned away", "6.8 million crowns"}),
}


@pytest.fixture(params=STORIES)
def story(request, tmp_path):
    """The report on an article, as it is printed and as it is stored, and three contradictions that were planted."""
    asked, planted = STORIES[request.param]
    path = tmp_path / "request.json"
    path.write_text(json.dumps(asked), encoding="utf-8")
    printed, stored = (
        CliRunner().invoke(main, ["verify", str(path), *options], catch_exceptions=False).output
        for options in ((), ("--format", "json"))
    )
    return printed, Report.model_validate_json(stored), planted


def test_all_three_stand_on_the_first_screen(story):
    printed, _, planted = story
    box = " ".join("\n".join(printed.splitlines()[:SCREEN]).partition("The other claims")[0].split())
    assert "Before you publish: independent sources speak against 3 claims" in box
    assert [words for words in planted if words not in box] == []


def test_all_three_stand_in_the_box_on_the_page(story):
    _, report, planted = story
    box = page(report).partition('class="briefing')[2].partition("</section>")[0]
    assert [words for words in planted if words not in box] == []


def test_no_claim_beside_them_is_called_disputed(story):
    _, report, planted = story
    against = [item for one in report.findings for item in one.evidence if item.stance == "refutes"]
    assert len({item.claim_id for item in against}) == len(planted)
