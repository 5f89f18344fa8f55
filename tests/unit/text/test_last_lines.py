"""The last lines of an article: a firm on itself, an author's work, notices in brackets."""

import pytest

from service.text.tails import body_end

STORY = (
    "Brannock to close its pool\n\nThe town council of Brannock voted on Tuesday to close the pool in Mill Lane, which"
    " has lost 40,000 crowns a year since 2019.\n\nSwimmers have collected 2,300 names against the closure, and a march"
    " was held on Saturday."
)


@pytest.mark.parametrize(
    "tail",
    [
        # Labels without a full stop.
        "ALSO READ | Fire at timber yard",
        "Translation: Ines Roy",
        "[This text has been shortened.]",
        # What a firm says of itself, however long, below a heading with its name.
        "About Mill Leisure, PLC\n\nFor over fifty years Mill Leisure and the firms it owns have built pools and"
        " saunas for towns on three continents, with 1,400 workers in nine countries and a name for tiles that last."
        "\n\nPress contact\n\njo@millleisure.example",
        # Writers by their office and by what they did.
        "Jon Ault, once an adviser to two ministers of sport, is senior fellow at the Institute for Towns.",
        "Edie Marr is the former mayor of Harrow.",
        "Reporter Sam Tull has spent six years on the coast desk.",
        "Additional research by the Harrow Data Unit.",
        # The outlet's business.
        "The Post may earn a commission from links on this page.",
        "To report an error, mark the words and press Enter.",
        "Only £2 a week. Cancel whenever.",
        "Comment by Old Swimmer, 9 hours ago\nThe lot of them should go.",
    ],
)
def test_these_are_not_the_article(tail):
    assert body_end(f"{STORY}\n\n{tail}") == len(STORY)


@pytest.mark.parametrize(
    "last",
    [
        "The next meeting is on 4 May at seven in the town hall.",
        "Stay out of the old pool. Keep children away from the fence, and call 555 if you see it open.",
        "If the roof is mended by June, the pool will open for one more summer, the mayor said.",
        "Edie Marr, the former mayor, led the march.",
        "The council did not answer questions.",
    ],
)
def test_these_are(last):
    text = f"{STORY}\n\n{last}"
    assert body_end(text) == len(text)
