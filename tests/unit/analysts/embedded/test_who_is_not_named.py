"""Articles of a sentence or two where a rule could give words to the wrong one: unnamed is right, wrong is not."""

import pytest

from service.analysts.embedded.claims import claims_of
from service.domain import ClaimantKind, Mode
from tests.building import article

AUTHOR, UNNAMED = ClaimantKind.AUTHOR, ClaimantKind.UNNAMED


def claimants(text: str) -> list[str]:
    """Who has claims in an article, in order of telling; its own voice left out, "unnamed" where nobody is named."""
    found = [one.claim.claimant for one in claims_of(article(text, body_end=len(text)))]
    return [one.name if one.kind is not UNNAMED else "unnamed" for one in found if one.kind is not AUTHOR]


@pytest.mark.parametrize(
    "text",
    [
        # A plural noun is no verb.
        "The Otters scored nine straight points to cut the lead of the Herons to two.",
        "Tarn 10-year notes last rose 7 cents in price on Monday.",
        "The firm of hydrogen (HX) projects needs 40 engineers.",
        # What is added to a list or a price is not said.
        "Alder Tech added 20.7 points, or 0.2%, to 8,570 on Monday.",
        "The Trade Department added five firms of Velmar to its list.",
        "Danil Orr added 25 points in his old arena.",
        # A verb that goes on with something of its own tells nothing that stands before it.
        "After the floods in 2025, the Norvik High Court ruled in favour of 40 traders.",
        "In the cases that the court lost, Reed has responded with 40 letters.",
        "It sent 40 ships and her husband, the late Jon Voss, who wrote as Ann Hale.",
        "No matter the stakes, no matter the odds, Jon Ault will insist on being Jon Ault.",
        # What a film shows.
        "Pictures released by the Norvik Guard show 40 boats.",
        "A video that the crew shared shows 40 boats on the sea wall.",
        "A 40-second clip that spread on TikTok shows two men with sacks.",
        # What is offered, approved or shown is done, and not said.
        "The Tarn Institute offers the degree of doctor in 40 fields.",
        "The Norvik Rules Panel approved 40 changes to the draw on Monday.",
        "The Orra Academy recognized 40 of its own in May.",
        "Olga Brandt was tired of seeing 40 women shown on screen as they truly are.",
        "The 40 men shown in the film are dead.",
        "The Voss Choir tallied 40 points in May.",
        # Nobody has said yet what he is made or expected to say.
        "Jon Ault was humiliated when forced to swear that 40 boats were lost.",
        "The firm was asked to announce on Friday that 40 jobs will go.",
        "Lena Voss appeared to suggest that 40 wells were dry.",
        # A label that comes once is in no dialogue.
        "The board met in May.\nNOTE: These 40 lives were compiled from letters.",
        "The board met in May.\nDOWN: After a debut at 10, the song is down 40 places.",
        "Where to look\n\nMust Read: Who sank the 40 boats?\n\nFor Ines Phan, the firm was founded in 2012.",
        # Nobody spoke.
        "No one knew what had become of the 40 letters.",
        "No one expected that the dam would hold.",
        # Things do much that is no saying.
        "A joint venture of the port will add 40 berths to the quay.",
        "The solar hall offers 40 rooms to guests.",
        "The grey banner revealed a gulf between the 40 towns.",
        # What tells more of a noun.
        "In a notice announcing the vote, 40 nurses were named.",
        "Despite reports urging new rules for the port, 40 ships were let in.",
        "It is a ship called Anna Marie for the field of Petrol Norte.",
        # Where, and when, is not who.
        "NEW DELHI: Their dream broken, 40 men were sent home.",
        "Talks on the quay fail\n\nORRA: The dam burst and 40 were hurt, in the night.",
        "The plaques are old. September 15, 1987: “His Holiness, for the mass of 40 bishops.”",
        # What was not told.
        "Lena Voss has not offered any details of the 40 wells.",
        "The lab did not report any harm to the 40 birds.",
        "Jon Ault never mentioned the 40 boats.",
        # What is done, and not said.
        "Orra Solar has cut its waste in 40 plants while encouraging its makers to be cleaner.",
        "The league helped the town by urging 40 clubs to play there in May.",
        "Velmar fell silent after demanding the return of 40 boats.",
        "The owners are preparing to close 40 wells.",
        "The Otters opted for 40 young players this year.",
        "Orra chose to buy 40 ships from Velmar.",
        # What hangs on a place, or on the last of a list.
        "Three shells fell in the Orra quarter claiming the lives of 40 men.",
        "The band seized 40 towns in both Velmar and Norvik declaring a new state.",
        "The planes bombed tents to the north of Raqa claiming 40 lives.",
        "Norvik, Tarn and Velmar, and Orra are no members but have asked to join the 40.",
    ],
)
def test_nobody_is_told_to_have_said_it(text):
    assert claimants(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Whoever acts in the main clause is not whoever is mocked "for saying".
        ("Reed said that Lena Voss had been mocked for saying that the dam would burst.", ["Reed"]),
        ("Jon Ault held a fair in May and one guest had come out saying that 40 men were ill.", []),
        ("The agency quoted the mayor as saying that 40 wells were dry.", []),
        # The union and the coalition are hardly the body that was named last.
        ("Alder Energy bought the pit. It lost 40 jobs, according to the union.", ["union"]),
        ("The pact drew Norvik Steel. The 40 mines were shut, the council said.", ["council"]),
        ("Orra Solar grew. A spokesman for the coalition said 40 towns fell.", ["coalition"]),
        # "The company" is not whoever has the word in the name; a census report is no other report.
        ("Dana Orn Company buys fish. Whole Tarn Foods sells it. The company said 40 left.", ["Whole Tarn Foods"]),
        ("The Tarn Situation Report came. The Norvik Census report said 40 live there.", ["unnamed"]),
        ("The Orra Tide Study came. The Velmar Reef study said 40 seals died.", ["unnamed"]),
        ("Rolling Stone reported that 40 shows were sold out.", ["Rolling Stone"]),
        ("Burning Rock announced that 40 jobs would go.", ["Burning Rock"]),
        # "Washington, D.C." is a place, and "everyone" nobody.
        ("Jon Ault works for the Washington, D.C. law firm Ebbs Tarn. The firm said 40 left.", ["firm"]),
        ("Everyone knows about the 40 boats.", ["unnamed"]),
        ("In early June, First Solar said it lost 40 jobs.", ["First Solar"]),
        # Some of them are not whoever was named by that word.
        ("Velmar Democrats met in May. Some Democrats said that 40 left.", ["unnamed"]),
        ("The Norvik Miners met in May. Many miners said that 40 left.", ["unnamed"]),
        ("The Orra Pilots met in May. Several pilots said that 40 left.", ["unnamed"]),
        ("He campaigned for Lena Voss among 40 traders in May.", []),
        ("The port called off 40 trips and cracked down on traders.", []),
        # "Him" is another man; a guest's name is not the host's, nor is a possessor's on the way.
        ("Jon Ault took him to the fair, where he said that 40 geese were sold.", ["unnamed"]),
        ("Jon Ault met him in May. He said that 40 geese were sold.", ["unnamed"]),
        ("Lena Voss drove her to the fair, where she said that 40 geese were sold.", ["unnamed"]),
        ("The court sat. Asked about gifts from Lord Alder, he said: “There were 40 in all.”", ["unnamed"]),
        # Family, ally and supply are no adverbs.
        ("Olga Reed left. Reed’s family denied that the boat was sold.", ["unnamed"]),
        ("Jon Voss left. The Voss family said 40 boats were sold.", ["unnamed"]),
        ("Ana Ruiz came. Ruiz’s ally said the vote was stolen.", ["unnamed"]),
        # "He" after a sentence that says "he" of somebody, and one that opens with what a paper alleges.
        ("He was seen for 40 days with John Orn. He told the court: “I had to go and see him.”", ["unnamed"]),
        (
            "The lawsuit alleges that John Orn used his power to sink the firm. He says that 40 jobs were lost.",
            ["unnamed", "unnamed"],
        ),
        ("It was she whom 40 men saw with Olga Brandt. She said the door was open.", ["unnamed"]),
        # Somebody who was "she" is not "he".
        (
            "Jo Walt explained it. “It snowed for 40 days,” she said. Asked, he replied, “I froze.”",
            ["Jo Walt", "unnamed"],
        ),
        # Two guides, and one of another nation.
        (
            "The Velmish guide says that 40 wells are dry. The Finnish online guide says that 30 are.",
            ["unnamed", "unnamed"],
        ),
        # For whom a spokesman speaks, of whom a mother is, whom many are.
        ("The office of Tarn fined the firm 40 crowns. A company spokesperson said that it had paid.", ["unnamed"]),
        (
            "An inquest on Olga Brandt met. The mother of a woman who fell said that 40 pills were gone.",
            ["unnamed"],
        ),
        ("Nine Velmish companies met at Blue Tarn. The companies said they had lost 40 boats.", ["companies"]),
        # A word inside a name is not what the name is called by; nor is a centre a company, or one level another.
        ("Lena Voss of the Port Program Manager left. The program said that 40 boats came.", ["unnamed"]),
        ("It will help the Norvik gas centre. The company said that 40 wells are dry.", ["company"]),
        (
            "The Western Tarn government left. The federal government said that 40 wells are dry.",
            ["federal government"],
        ),
        # Any of them is nobody.
        ("It was a fair at which companies claimed that 40 boats were lost.", ["unnamed"]),
        ("Society believes that all 40 lives count.", ["unnamed"]),
        ("Figures provided by the port show that 40 boats were lost.", ["unnamed"]),
        # The widow of somebody, pals of hers and his brother are not whom their words name.
        ("The widow of Mr Reed said that 40 boats were lost.", ["unnamed"]),
        ("Pals of Mrs Brandt said that 40 letters were burnt. Olga Brandt left.", ["unnamed"]),
        ("Relatives of Sgt Tom Boyle said that 40 letters were burnt.", ["unnamed"]),
        ("Dr Ama Voss left. The brother of Ms Hale said that 40 doors were shut.", ["unnamed"]),
        # A committee is no person; "which" is none, and a book is not whom its name ends with.
        (
            "Reed met Ken Sells, assistant to the Orra Cubs' manager. The committee said that 40 girls could play.",
            ["committee"],
        ),
        ("The MCAs met in May. The MCAs said that 40 stalls were shut. She said that it rained.", ["MCAs", "unnamed"]),
        ("Ann read The Elder and Younger Booth, which said that 40 men were ill.", ["unnamed"]),
        ("In Tuesday's count, Voss got 40 percent of the vote.", ["unnamed"]),
        # Two who speak together, with a title between.
        ("Speaker Moore and Ms. Lister said that 40 letters were burnt.", ["unnamed"]),
        ("Mr. Orn and Dr. Voss said that 40 wells were dry.", ["unnamed"]),
        ("Ana Ruiz and Sir Jon Ault said that the bridge was shut.", ["unnamed"]),
    ],
)
def test_no_name_is_guessed(text, names):
    assert claimants(text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # An aside before the verb, and a list of titles.
        ("Orn, joined by Justice Amy Hale and 40 clerks, said the law, the history and the case agree.", "Orn"),
        ("The bank’s director for rates, Ben Reitz, said the surge in May should last.", "Ben Reitz"),
        ("Elin Honig, Head of Trade, Harbour Tech Hub said: “We sold 40 boats.”", "Elin Honig"),
        # Those who were surveyed are not who surveyed them; "called on" is no part of the senator.
        ("Norvik analysts surveyed by Refinat were expecting that 40 wells would close.", "unnamed"),
        ("The senator called on her party to leave after Jon Ault claimed that 40 votes were lost.", "Jon Ault"),
        # A body goes by all its words, and a firm by its own name, not its product's.
        ("Harbour police said that 40 boats were searched.", "Harbour police"),
        ("The Velmish government said that 40 wells were dry.", "Velmish government"),
        ("The Commission on Harbour Debates said that 40 lamps failed.", "Commission on Harbour Debates"),
        ("Alder sells phones. Alder showed the Alder Air Pro. Alder said it sold 40 of them.", "Alder"),
        ("Secretary of State Jon Hust left. Hust said that 40 votes were lost.", "Jon Hust"),
        # A headline's verb, and "first", where it ranks.
        ("Hilda Orn Goes To Court. Hilda Orn said that 40 wells were dry.", "Hilda Orn"),
        ("Norvik Secretary of State Jon Hust left. Hust said that 40 votes were lost.", "Jon Hust"),
        # What somebody is of, between the title and the name.
        ("Superintendent of Police R. Venkat said that 40 wells were dry.", "R. Venkat"),
        ("Commissioner of Police Tunde Disu said that 40 wells were dry.", "Tunde Disu"),
        ("Minister of Health Anna Reed left. Reed said that 40 wards were shut.", "Anna Reed"),
        ("Professor of Law Ama Owusu said that 40 wells were dry.", "Ama Owusu"),
        # An apposition before a figure, titles of other countries, and an office with capitals.
        ("The pathologist, Dr Miriam Coyle, put the time at between 11 and midnight.", "Miriam Coyle"),
        ("The Norvik Watch, a group in Orra, put the toll at 48.", "Norvik Watch"),
        ("The police officer, DSP Ngozi Achike, put the dead at 49.", "Ngozi Achike"),
        ("The parish priest, Rev. Fr. Emmanuel Uzor, said that 40 were missing.", "Emmanuel Uzor"),
        ("The director, Ing. Kwabena Owusu, said that the firm was owed 40 crowns.", "Kwabena Owusu"),
        ("The Assembly Member for the area, Hon. Selorm Agbeko, said that 40 bags were sold.", "Selorm Agbeko"),
        ("Board Member Ann Hale said that 40 pages were lost.", "Ann Hale"),
        # A noun that ends as those for one person do, before the name; a surname that is a common noun elsewhere.
        ("Demographer Richard Easter left. Easter noted that 40 towns grew.", "Richard Easter"),
        ("Bassist Steve Nickels said that 40 songs were lost.", "Steve Nickels"),
        ("“We are happy for 40 days,” said Clark Page. Page, a retired clerk, said that it rained.", "Clark Page"),
        # A heading gives no name its end.
        ("David Orn Breaks Top Ten and Makes History\n\nDavid Orn left. Orn said that 40 fans came.", "David Orn"),
        ("Spike Lee Brings Jon Ault Back\n\nJon Ault left. Ault said that 40 fans came.", "Jon Ault"),
        (
            "New Wells Drain Orra, Says Lena Voss\n\nLena Voss said that 40 wells were dry, and 30 more by May.",
            "Lena Voss",
        ),
        # A sentence that leads up to a quotation by a colon.
        ("Union rep Dot Farrant took to the stage to vent: “Forty jobs are gone and she buys a chair!”", "Dot Farrant"),
        ("Lena Voss looked at the 40 boats and sighed: “They will not be back before the spring.”", "Lena Voss"),
        ("Jon Ault began his speech with a plain line: “There were 40 of us on the boat.”", "Jon Ault"),
        # Beginnings that only count, and a hearer before what goes on.
        ("About 70 more people were being treated, Lena Voss said.", "Lena Voss"),
        ("Once guests are counted, Lena Voss told a fair at the gates, 1,100 people are ill.", "Lena Voss"),
        ("After 20 years of war, the Velmar firm plans to leave, Lena Voss said late on Friday.", "Lena Voss"),
    ],
)
def test_the_right_one_is_named(text, name):
    assert set(claimants(text)) == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Times counted 40 boats on the quay.",
        "The Harbour Times revealed that 40 boats were sold.",
        "The Harbour Times said last week that 40 boats were sold.",
    ],
)
def test_what_the_outlet_itself_tells_is_the_articles_own(text):
    found = [one.claim for one in claims_of(article(text, body_end=len(text), outlet="Harbour Times"))]
    assert [(one.claimant.kind, one.attribution.mode) for one in found] == [(AUTHOR, Mode.OWN_VOICE)]


def test_the_initials_of_a_label_are_a_persons_whom_the_article_names_before():
    text = "Five questions for Samir Voss.\n\nMR: What was lost?\n\nSV: We lost 40 pumps.\n\nSV: The court sits in May."
    assert set(claimants(text)) == {"Samir Voss"}
