"""Whole articles of a sentence or two: who is told to have said something, and where nobody is."""

import pytest

from service.analysts.embedded.claims import claims_of
from service.domain import ClaimantKind
from tests.building import article

PERSON, GROUP, ORGANISATION, GOVERNMENT, UNNAMED = (
    ClaimantKind.PERSON,
    ClaimantKind.GROUP,
    ClaimantKind.ORGANISATION,
    ClaimantKind.GOVERNMENT,
    ClaimantKind.UNNAMED,
)


def said_by(text: str) -> list[tuple[str, ClaimantKind]]:
    """Who has claims in an article, in order of telling, its own voice left out."""
    claimants = [one.claim.claimant for one in claims_of(article(text, body_end=len(text)))]
    return [(one.name, one.kind) for one in claimants if one.kind is not ClaimantKind.AUTHOR]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        # A body is no person, however it is called.
        (
            "President Ilse Brandt left. The Brandt administration said the levy rose.",
            "Brandt administration",
            GOVERNMENT,
        ),
        ("Mayor Jon Ault ran. The Ault campaign said 400 people gave money.", "Ault campaign", GROUP),
        (
            "Ghalib Orn, a man of the alliance, left. The Velmar-led alliance said the port fell.",
            "Velmar-led alliance",
            GROUP,
        ),
        # "the company" is whom its statement opens with.
        ("Alder Steel is to cut 640 jobs, the company told staff.", "Alder Steel", ORGANISATION),
        ("Brightwater Foods will close two sites, the firm said.", "Brightwater Foods", ORGANISATION),
        ("Tern Airways has lost 40 pilots, the airline said on Monday.", "Tern Airways", ORGANISATION),
        ("Dutch offshore firm Heeremar Marine said it lifted 40 decks.", "Heeremar Marine", ORGANISATION),
        ("Norvik Energy said 40 wells were shut.", "Norvik Energy", ORGANISATION),
        # Whoever is only "the official" is not the last one named who was an official.
        ("Jon Ault, a senior official, left. The security official said four men fled.", "security official", UNNAMED),
        # A description and the name that ends it.
        ("Another HU spokesman, the Norvik-based Anwar Tamm, described the offer as a farce.", "Anwar Tamm", PERSON),
        ("The other armed group, the Nurra Band, claimed that the town fell.", "Nurra Band", ORGANISATION),
        ("The port’s new manager, Capt Lena Voss, said the crane was safe.", "Lena Voss", PERSON),
        # An aside before the verb does not make what follows it the speaker.
        ("Ann Hale, the mayor, said the council, which owns the port, will close it.", "Ann Hale", PERSON),
        (
            "Lucas Pagan, who led the search, said two of the three rules – on heat and light – are met.",
            "Lucas Pagan",
            PERSON,
        ),
        ("Ilse Orn, a nurse, said four of the wards, all of them old, were shut.", "Ilse Orn", PERSON),
        # A day is nobody; a dateline is where.
        ("“It will be overridden,” Senator Mitch Donnel, R-Ky., said Tuesday.", "Mitch Donnel", PERSON),
        ("NORVIK (WP) — The Water Board met on Friday, warning that the dam may burst.", "Water Board", ORGANISATION),
        # A participle that opens the sentence is not its subject.
        (
            "Stung by the figures, as well as by strikes, Lena Voss left, promising that fares would fall.",
            "Lena Voss",
            PERSON,
        ),
        # Titles, and words of rank, are no part of a name.
        ("Greens MLA Jo Clayton said the panels were old.", "Jo Clayton", PERSON),
        ("Senior HTC official Amr Beidh left. The HTC said the town was calm.", "HTC", ORGANISATION),
        ("“Only 4 of 10 voted,” Will Morse, head of the charity Full Count, told the board.", "Will Morse", PERSON),
        # Quotations that end in two single marks, or with a question.
        ("“It was meant to mislead 400 people,’’ Ann Hale said.", "Ann Hale", PERSON),
        ("“Why were 40 wells dug in a dry valley?” Ann Hale demanded.", "Ann Hale", PERSON),
        ("The Northern Coalition and its backers claim that the bridge fell.", "Northern Coalition", GROUP),
        # A name and what somebody is, with one comma or none between them.
        ("Clive Tarn, director of Velmar-based Orra Solar has said that 40 panels broke.", "Clive Tarn", PERSON),
        ("Nils Kerr, director at EMRO said the buoy was lost.", "Nils Kerr", PERSON),
        ("Mina Braun the CEO of Eddy Wave Power said that 40 buoys were lost.", "Mina Braun", PERSON),
        ("Lars Orn the mayor of Norvik said the quay was shut.", "Lars Orn", PERSON),
        ("Mayor of London Ann Hale said the quay was shut.", "Ann Hale", PERSON),
        # What one is of is not who speaks.
        ("The Mayor of London said the quay was shut.", "Mayor of London", UNNAMED),
        ("The director of Public Health said 40 were ill.", "director of Public Health", UNNAMED),
        ("The governor of Ostrava said 40 were ill.", "governor of Ostrava", UNNAMED),
        # The names of bodies.
        ("The Committee for a Better Port said 40 ships left.", "Committee for a Better Port", ORGANISATION),
        ("The Campaign for a Free Press said 40 were held.", "Campaign for a Free Press", GROUP),
        ("The Society for the Care of Owls said 40 hatched.", "Society for the Care of Owls", ORGANISATION),
        (
            "The Velmar Department of Water, Land and the Sea said 40 wells were dry.",
            "Velmar Department of Water, Land and the Sea",
            GOVERNMENT,
        ),
        (
            "The Norvik Ministry of Trade, Mines and Energy said 40 pits were shut.",
            "Norvik Ministry of Trade, Mines and Energy",
            GOVERNMENT,
        ),
        # Titles in capitals are no part of a name.
        ("National Security Adviser Lena Voss said 40 men were held.", "Lena Voss", PERSON),
        ("Councilmember Jon Ault said 40 homes were empty.", "Jon Ault", PERSON),
        ("Head Coach Nils Orn said 40 balls were lost.", "Nils Orn", PERSON),
        ("City Supervisor Ann Hale said 40 homes were empty.", "Ann Hale", PERSON),
        # The one man, or woman, in sight.
        (
            "Tom Orn ran the fair. He was proud of the tents. He kept 40 geese. “They are never sold,” he said.",
            "Tom Orn",
            PERSON,
        ),
        (
            "Once, Lena Voss led the choir. It fell out of use even as she aged. “It had 40 boys,” she said.",
            "Lena Voss",
            PERSON,
        ),
        (
            "Jon Ault sold tents. The trade never died for Ault, even as he aged. “It made 40 crowns,” he said.",
            "Jon Ault",
            PERSON,
        ),
    ],
)
def test_the_one_who_said_it(text, name, kind):
    assert said_by(text) == [(name, kind)]


def test_a_description_is_whoever_was_last_called_so():
    said = said_by(
        "President Ilse Brandt left for the Lakeside Senate. The Brandt administration said the levy rose. The"
        " administration said it would fall again."
    )
    assert said == [("Brandt administration", GOVERNMENT)] * 2


@pytest.mark.parametrize(
    "text",
    [
        # Verbs that say, where they do something else.
        "Alder Gas, which maintains 4,300 miles of mains, lost two of them.",
        "The tour begins in Norvik on Monday and concludes 10 June in Aldmere.",
        "The school opened in May. It boasts an indoor pool that lets children swim.",
        # Whose wish it is, the words do not tell.
        "Velmark sent planes to support the regime against rebels seeking to end its rule.",
        "The board met in a hall near a camp of farmers hoping to keep their land.",
        "It was plain, most lately in an interview with Radio West, that he really, really wants to leave.",
    ],
)
def test_nobody_said_anything(text):
    assert said_by(text) == []
