"""An article ends where its outlet, its author or its readers begin to speak; nothing of the story is cut."""

import re
from time import process_time

import pytest

from service.languages import pack_for
from service.text import tails
from service.text.tails import body_end

STORY = (
    "Ferry strike called off in Orren\n\nBy Nadia Holt\n\nThe ferry crews of Orren have called off a strike that was to"
    " begin on Saturday, the seamen's union said on Thursday, after the line offered them a rise of six percent.\n\nThe"
    " mayor of Orren, Lise Arden, called the deal “a relief for every baker on the island.” Some 40,000 people had"
    " booked for the weekend."
)
MORE = (
    "The line's board is to meet on Monday in Calder, where it will be asked to put the rise to a vote of its owners."
)


@pytest.mark.parametrize(
    "line",
    [
        "Nadia Holt is a staff writer at The Orren Post.",
        "Nadia Holt can be reached at nholt@orrenpost.example",
        "Email Nadia Holt at nholt@orrenpost.example or follow her on X @nholt.",
        "About the writer: Nadia Holt joined the Post in 2018 after ten years at sea.",
        "Holt reported from Orren and Pask from Calder.",
        "Ravi Pask in Calder and Jo Ferris in Hale contributed reporting.",
        "With additional reporting from Ravi Pask.",
        "Additional reporting by agencies",
        "— Nadia Holt, Orren Post",
        "This report includes material from the Associated Wire.",
        "Source: Keelwire",
        "SOURCE: Northmark and news agencies",
        "(Keelwire)",
        "First published on May 3, 2024 / 6:12 PM",
        "Copyright © Orren Post",
        "All content © Orren Post Ltd.",
        "For more stories like this, subscribe to our Sunday email.",
        "Want more island news? Get the Morning Tide, our free newsletter.",
        "Get the day's top headlines delivered to your inbox every morning.",
        "Never miss a story. Sign up for alerts from the Post.",
        "🔔 Turn on notifications for breaking news",
        "👉 Join our Telegram channel for the fastest updates",
        "Follow the Orren Post on Facebook, Instagram and TikTok for more.",
        "Stay up to date with the latest by following us on Google News",
        "Set the Orren Post as a preferred source",
        "Listen to our podcast The Gangway on any app.",
        "This content is for subscribers only.",
        "To continue reading, log in or create a free account.",
        "Start your free trial today to read the full story",
        "Already registered? Log in here",
        "We rely on readers to pay for our work. Please give what you can.",
        "If you like this story, share it with a friend!",
        "Support us on Patreon",
        "❤ Enjoying this? A tip keeps the lights on.",
        "Got a tip? Write to desk@orrenpost.example",
        "Have you been affected by the strike? Tell us your story",
        "Do you agree with the deal? Vote now",
        "POLL: Was the union right?",
        "Spotted a mistake? Tell us at corrections@orrenpost.example",
        "Read our corrections policy",
        "See our ethics statement",
        "We welcome feedback on our journalism. Complaints can be sent to the readers' editor.",
        "Related: Ferry prices to rise in June",
        "RELATED STORIES",
        "More stories from Orren",
        "More by Nadia Holt",
        "In case you missed it",
        "Today's top stories",
        "Don't miss",
        "Recommended reading",
        "People are also reading",
        "Editors' choice",
        "Topics in this article",
        "Topic: Ferries",
        "#ferry #strike #orren",
        "In this story: Ferries, Orren",
        "Section: News",
        "Share this article",
        "Print this page",
        "Copy link",
        "Report this ad",
        "Advertisement",
        "Next: Ferry prices to rise",
        "Back to news",
        "Show more updates",
        "Pinned post",
        "Odds via HighTide Bets. 18+.",
        "21+ and present in participating states. Gambling problem? Call the helpline.",
        "We're wrapping up our live coverage for today. Thanks for following along.",
        "Comments",
        "Join the debate",
        "Reader reactions",
        "Letters to the editor",
        "Community discussion",
        "12 comments so far",
        "Show 12 comments",
        "***",
        "* * *",
        "—",
        "The writer is a former ferry captain.",
        "The author is professor of transport economics at Calder University.",
        "Dr Ines Wolfe teaches maritime law at Hale University.",
        "Professor Karl Umber is director of the Sea Transport Unit at Hale.",
        "A former deckhand, Nadia Holt has written about the sea for twenty years.",
        "Nadia is the Post's maritime correspondent. She lives on a boat.",
        "Nadia has been covering the islands since 2011.",
        "Jo Ferris, a freelancer in Hale, writes about boats.",
        'Jo Ferris\'s latest novel is "Low Water".',
        "Reporting for this story was supported by the Tide Fund.",
        "This article is republished from The Buoy under a Creative Commons licence. Read the original article.",
        "This piece was edited by Ravi Pask and fact-checked by Jo Ferris.",
        "Editor: Ravi Pask",
        "Featured image via Orren Archive",
        "If you are struggling, call the Lifeline on 116 555 at any hour.",
        "Press contact: Jo Ferris, +44 5550 0188",
        "For further information please contact the press office.",
        "-- END --",
        "XXX",
        "The views in this article are those of the author.",
        "Opinions expressed are the author's own.",
        "Disclaimer: The Post may earn a commission from links on this page.",
        "We may receive a commission if you buy through our links.",
        "Manage your email preferences",
        "Unsubscribe",
        "With more than two decades in the business, Ravi Pask has written for most of the papers on this coast.",
        "Ravi Pask spent 38 years on the docks before he turned to writing. His column appears every second Thursday.",
        "An award-winning reporter, Ravi covers shipping, fish and tax.",
        "Ravi Pask is a former chief engineer of the Orren line and sits on the board of the Sea Museum.",
        "Ravi Pask is managing partner of the shipbroker Pask & Daughters.",
        "Ravi Pask writes the weekly newsletter Low Water.",
        "The Post's Ravi Pask and Jo Ferris contributed to this story from Calder and Hale.",
        "Ravi Pask reported from Calder. Jo Ferris contributed research.",
        "Reporting by Nadia Holt in Orren and Ravi Pask in Calder. Editing by Jo Ferris.",
        "Keelwire's Ravi Pask in Calder and Jo Ferris in Hale contributed to this report.",
        "This story was reported by Nadia Holt and Ravi Pask and written by Nadia Holt.",
        "The reporting of this article was supported by a fellowship from the Hale School of Law.",
        "This article was first published in Danish on 4 May and has been translated by Jo Ferris.",
        "This article was produced with the help of automated translation and checked by an editor.",
        "Some names in this article have been changed to protect those who spoke to us.",
        "If you or somebody you know has been affected, help is at hand: ring 555 0199 at any time of day.",
        "Anyone who needs support can find a list of helplines on our website.",
        "Tell us what you think: would you cross the picket line? Leave your answer below, and we will print the best.",
        "You can read our full coverage of the ferry dispute, with maps and timetables, on the Post's website.",
        "Subscribers can read the full interview with the union's secretary, and listen to it, in our app.",
        "Your free trial has ended. To keep reading, choose a plan that suits you.",
        "Thomas Keel, the Post's editor, writes a letter to readers each Sunday; to receive it, add your address here.",
        "Click here to see how our photographers covered the strike in pictures.",
        "For the latest ferry news, follow our live blog or visit the Orren Post's homepage.",
        "Add the Orren Post to your favourites so that you never miss what matters on the islands.",
        "All comments are moderated before they appear, so please be patient with us.",
        "Material from this publication may be reproduced only with written permission of the publisher.",
        "No part of this article may be reproduced without the prior written permission of the Orren Post.",
        "This material may not be published, broadcast, rewritten or redistributed without permission.",
        "Any views expressed here are personal and do not reflect the position of the university.",
        "The author declares no competing interests and has received no funding for this piece.",
        "Nothing in this article should be taken as financial advice.",
        "Responses to this article can be sent to opinion@orrenpost.example and should not run past 300 words.",
        "Prices are correct at the time of publication and may change without notice.",
        "When you buy through links in this article, we may earn a small commission.",
        "Odds supplied by HighTide, correct at 6pm, and subject to change.",
        "New customers only. Bet 10 and get 30 in free bets when you sign up today.",
        "About The Buoy: The Buoy is a not-for-profit newsroom that reports on the sea and those who live by it.",
        "The Buoy is an independent, not-for-profit newsroom that reports on the sea and those who live by it.",
        "Open Corridor is an independent charity that has worked on the islands since 1996.",
        "For more on this story, pick up Friday's Orren Post, on sale at all newsagents.",
        "Read more about the ferry deal in the June issue of Coast, out on Thursday.",
        "Next week: what the fishermen want, and why nobody on the quay will say so aloud.",
        "That's it from me. I'll be back on Monday with more from the islands; until then, mind the gap.",
        "Thanks to everybody who wrote in after last week's piece on gulls. Keep your letters coming.",
    ],
)
def test_a_line_that_is_no_story_ends_the_article(line: str) -> None:
    assert body_end(f"{STORY}\n\n{line}\n") == len(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "The line's shares rose 3 percent to 14.20 crowns.",
        "The union has 1,100 members, and 640 of them voted.",
        "Readers of the union's newsletter had voted for the strike by nine to one.",
        "“Get the app and you will see the boats move,” said Arden.",
        "If you have a ticket for Saturday, the line says, it is valid.",
        "Passengers can sign up for text alerts on the line's website.",
        "You can see the boats from the castle.",
        "What happens next is up to the line.",
        "Will it hold? Nobody on the quay would bet on it.",
        "The author of the deal was Karl Umber, a lawyer.",
        "Karl Umber, who drafted the deal, teaches law at Hale.",
        "Jo Ferris, 34, works on the car deck.",
        "Captain Jo Ferris has worked for the line since 1999.",
        "Two reporters were kept from the hall.",
        "The talks were covered live by the island's radio.",
        "We will see.",
        "They have until Monday to sign.",
        "She lives in Orren with two sons.",
        "He has written to the line three times.",
        "It was first published by the union on Tuesday.",
        "The next boat leaves at six.",
        "A member of the union's board resigned.",
        "The app of the line was down on Thursday.",
        "The podcast that broke the story has 90,000 listeners.",
        "More than 300 crew had signed the letter.",
        "Support for the strike fell to 41 percent in a poll on Monday.",
        "Donations to the strike fund came to 14,000 crowns.",
        "The comments drew 900 replies within an hour.",
        "All rights to the route stay with the line.",
        "Our crews were tired, wrote the captain.",
        "Follow-up talks are set for May.",
        "Watch officers earn less than cooks.",
        "Read the small print and the rise is four percent.",
        "Share prices rose on the news.",
        "Tickets cost 14 crowns.",
        "- The rise is backdated to January.",
        "Final vote: 640 for, 212 against",
        "Orren 3, Calder 1",
        "Photo: The quay on Thursday (Ravi Pask)",
        "Clarification: The rise is over two years, not one.",
        "Correction: This story first gave the wrong date for the strike. It was to begin on Saturday.",
        "This story has been corrected to give the union's name.",
        "Updated to correct the number of passengers.",
        "An earlier version of this article misspelled the mayor's name.",
        "The paper's own reporters walked out in sympathy, and the next day's edition had four blank pages.",
        "The line has no insurance against strikes, its accounts show, and would have lost two million crowns a week.",
        "The union's lawyer, Ines Tolland, sits on the board of the Sea Museum, which owns two of the boats.",
        "Lise Arden has been mayor since 2016. Before that she ran the bakery on the quay for twenty years.",
        "A grant from the Tide Fund will pay for the new pier, and the fund has no say over where it stands.",
        "Fewer than one in a hundred passengers pays the full fare, according to figures from the line.",
        "Passengers who bought through the app will have their money back within ten days, without a fee.",
        "Subscribers of the line's season ticket voted for the deal by a show of hands in the car deck.",
        "The names of two of the crew have not been released, because their families had not been told.",
        "It is not the first time: a strike in 1998 lasted nine weeks, and the island's only hotel closed for good.",
        "The deal can be read in full at the union's office, where a copy hangs behind the bar.",
        "Anyone who saw the collision is asked to call the police on 555 0100.",
        "Holders of tickets can send their claims to the line's office in Calder until the end of May.",
        "The harbour's newsletter, which goes to 3,000 homes, had called for the deal a week before.",
        "A journalist from the mainland who had covered the strike since April was asked to leave the hall.",
        "Ravi Pask, a deckhand for 38 years, turned to writing when he lost his thumb; his poem was read at the quay.",
        "She covered her face and wept.",
        "The material may not be published before June, a judge ruled, because a trial is under way.",
        "Nothing in the deal should be taken as a precedent, the line's board wrote to its shareholders.",
        "The odds are that the crews will be back at the table in a year, for the deal runs only until May.",
        "We crossed on the first boat on Friday, with nine cars and a horse. Nobody on board spoke of the strike.",
        "You can hear the engines from the church, and for the first time in a week you could not hear the gulls.",
        "If you ask the bakers, they will tell you that the flour was always going to arrive.",
        "Our crossing took forty minutes, as it has since 1961. The tea cost more.",
        "I asked the captain whether he would vote for it again. He looked at the sea for a while and shrugged.",
        "Support the deal or lose the boats: that was the choice, and the islands took it.",
        "Our islands need ferries that run; give the crews their six percent and let us hear no more of it.",
        "Tell the board what you like, the cooks would have gone on strike alone.",
        "Follow the coast south from the quay and the line's old boats lie on the mud, one behind the other.",
        "The company behind the ferry app has been bought by a rival for nine million, the exchange was told.",
        "More than 200 comments were sent in during the consultation, and all but six were against the fare rise.",
        "The report will be published in June and can be ordered from the ministry.",
        "The first letter to the editor came from the captain himself.",
        "“Join us or leave us,” the union's poster says, and most of the crew have now done both.",
        "The Tide Fund is a foundation that pays for work on the sea.",
        "Orren has nine quays, and no two of them are the same length.",
        "Turnout: 61.4 percent",
    ],
)
def test_a_line_of_the_story_stays_whatever_it_is_about(line: str) -> None:
    text = f"{STORY}\n\n{line}"
    assert body_end(text) == len(text)


@pytest.mark.parametrize(
    "block",
    [
        "Ravi Pask\n\nOrren Post\n\nRavi covers shipping and tax for the Post.\n\nHe has written two books on"
        " ferries and"
        " lives with his bees on the east side of the island.",
        "Ravi Pask is a reporter at The Orren Post.\n\nHe can be reached at rpask@orrenpost.example.\n\n3"
        " comments\n\ngull9"
        "\n\nThey have paid the captain off, my cousin saw the envelope with nine thousand in it.",
        "What the island thinks: your views\n\ngull9 2 hours ago\n\nThey have paid the captain off, and everybody"
        " knows.",
        "gull_watcher\n\nMay 3, 2024\n\nThey have paid the captain off, my cousin saw the envelope on the bridge.",
        "Community discussion\n\nJo K.\n\n2h\n\nThe boats were empty anyway, they have sold nine tickets since Easter.",
        "More from Orren\n\nWhy the gulls came back\n\nThe birds left the quay in 1998, and nobody knew where they"
        " went."
        "\n\nA bridge too dear\n\nThe span would cost nine hundred million and save ten minutes.\n\nThe last"
        " lamplighter"
        "\n\nShe climbs forty posts a night and has never once fallen off.",
        "___\n\nHolt reported from Orren and Pask from Calder.\n\n___\n\nFollow our coverage at"
        " https://orrenpost.example",
        "Nadia Holt\n\nSenior correspondent\n\nLatest shipping\n\nThe gull that took a sandwich\n\nOrren Post"
        ", est. 1921",
        "The Tide Fund is a foundation that pays for work on the sea. It takes no money from the state.\n\nContact for"
        " journalists:\n\nJo Ferris, telephone 0555/300-114",
        "Orren Post | Terms | Privacy | Cookies\n\nGulls: a user's guide\n\nShipping Office of Orren\n4 May 2023",
        "Long live the free islands!\n\nPress Office of the Seamen's Union\n4 May 2023, 08:30\n\nStay with us"
        " on @orrenunion",
        "Until Friday,\n\nNadia and the desk\n\nP.S. The gulls are back.",
        "Orren Post 🌊 Subscribe! 🔔\n\n4/5/2023",
        "Producer: Ravi Pask\nCamera: Jo Ferris\n\nMore press releases\n\nNew pier for Calder",
        "References\n\n1. Seamen's Union, Yearbook 2022, p. 14.\n\nSuggested citation: Holt, N., The Strike, 2023.",
        "❤️\n\nSupport us\n\nIf everyone who reads us gave a crown a week, our journalism would be safe for years.",
    ],
)
def test_what_follows_may_have_lines_of_any_kind(block: str) -> None:
    assert body_end(f"{STORY}\n\n{block}\n") == len(STORY)


@pytest.mark.parametrize(
    "block",
    [
        "***",
        "Get the Morning Tide, our free newsletter.",
        "Ravi Pask is a reporter at The Orren Post.",
        "More from Orren\n\nWhy the gulls came back",
        "The vote\n\nMay 3, 2024",
        "Latest\n\n3 hours ago",
        "Orren Police @orrenpolice · 3h",
        "Updated 3 hours ago",
        "Ravi Pask 2 hours ago",
    ],
)
def test_what_stands_between_paragraphs_of_the_story_cuts_nothing(block: str) -> None:
    text = f"{STORY}\n\n{block}\n\n{MORE}\n\n{MORE}"
    assert body_end(text) == len(text)


@pytest.mark.parametrize(
    "last",
    [
        "The crews want three things:\n\nShorter shifts\n\nBetter soup",
        "The table now:\n\nCarrow 21\n\nOrren 19",
        "The captain signed at noon\n\nand the boats went out\n\nas they always had",
        "A photo of the quay:\n\nquay_1.jpg",
    ],
)
def test_short_lines_below_no_full_sentence_may_be_the_storys(last: str) -> None:
    text = f"{STORY}\n\n{last}"
    assert body_end(text) == len(text)


@pytest.mark.parametrize(
    "tail",
    [
        "Help us keep the lights on\n\nWe are 312 short of our spring goal of 2,000.\n\nGive monthly   Give once",
        "Gift this article\n\nYou have 5 articles to give this month.",
        "Listen to this article\n\n4 min\n\nPowered by Voicebox",
        "This article was produced with the help of an automated system and checked by an editor.",
        "POLL\n\nShould the quay be rebuilt?\n\nYes\n\nNo\n\nVote   See results",
        "Samaritans can be called free of charge on 116 123. In Velmar, the Lifeline number is 0800 55 11.",
        "At the time of writing, the author held no shares in any of the companies named.",
        "Letters of no more than 200 words may be sent to the Echo with name and address.",
        "Jo Tarrant was a reporter at the Echo from 1988 to 2014 and wrote this article before his death.",
        "Quotes delayed by at least 15 minutes.",
        "Up next\n\nFerry strike: what we know so far\n\n3 min read",
        "That is where we leave today's coverage.",
        "From page A1, Tuesday's Echo.",
    ],
)
def test_what_the_page_does_with_the_piece_is_no_part_of_it(tail: str) -> None:
    assert body_end(f"{STORY}\n\n{tail}") == len(STORY)


@pytest.mark.parametrize(
    "last",
    [
        "The author held the door and said that the boats would sail.",
        "Every dollar was spent on boats, and the donors were not named.",
        "Those affected by the flood were taken to three schools on the hill.",
        "Support for the plan fell to 40 percent in the last of the polls.",
    ],
)
def test_a_last_line_that_speaks_of_such_things_is_the_storys(last: str) -> None:
    text = f"{STORY}\n\n{last}"
    assert body_end(text) == len(text)


@pytest.mark.parametrize(
    "block",
    [
        "Advertisement\n\nAdvertisement",
        "READ MORE: Gulls return to the quay",
        "Recommended\n\nThe gull that took a sandwich\n\nWhy the lamps went out",
        "[Get the Morning Tide, free every weekday.]",
        "LIVE: Boats sail again",
        "Paid content from Calder Tyres",
        "Watch: the first boat leaves",
        "GET THE POST ON YOUR PHONE BY CLICKING HERE",
    ],
)
@pytest.mark.parametrize("last", [MORE, "Orren has four boats.", "The crews meet again in Calder on Friday at noon."])
def test_what_may_stand_between_paragraphs_cuts_off_no_last_one(block: str, last: str) -> None:
    text = f"{STORY}\n\n{block}\n\n{last}"
    assert body_end(text) == len(text)


def test_the_longest_page_below_hides_no_biography() -> None:
    page = "\n\n".join(f"Gulls of the {place} quay" for place in ("north", "south", "old") * 20)
    assert body_end(f"{STORY}\n\nRavi Pask is a reporter at The Orren Post.\n\n{page}") == len(STORY)


@pytest.mark.parametrize(
    "tail",
    [
        "Translated from the Danish by Jo Ferris",
        "— With assistance from Jo Ferris and Ravi Pask",
        "Jo Ferris, Ravi Pask and Ada Wu contributed.",
        "Reporter: Ravi Pask. Editor: Jo Ferris.",
        "About Orrenline\n\nOrrenline runs nine boats between the islands. Founded in 1921, it employs 400 people.",
        "This column was edited for length.",
        "Editor's note: Some names have been changed.",
        "Terms and conditions apply.",
        "Could you spare £3? It keeps one reporter at sea for an hour.",
        "You have read 3 of 3 free articles.",
        "12 people found this useful",
    ],
)
def test_credits_and_what_the_outlet_says_of_its_piece_are_no_part_of_it(tail: str) -> None:
    assert body_end(f"{STORY}\n\n{tail}") == len(STORY)


@pytest.mark.parametrize(
    "last",
    [
        "Editors of the island's paper sailed for nothing.",
        "The report was first published by the union.",
        "Reporters wrote to the line, which did not answer.",
        "Editor's note: The Orren Post is printed by a firm that owns two of the boats.",
        "Read more on the rise in the deal itself, the mayor said: “It has forty pages.”",
        "Image from a video of the quay by Jo Ferris",
        "This article has been revised to reflect the following correction: It misstated the number of boats.",
        "“©” is all that stands on the boats now, one of the crew said, and nobody has asked why.",
    ],
)
def test_what_looks_like_a_credit_or_a_link_may_be_the_storys(last: str) -> None:
    text = f"{STORY}\n\n{last}"
    assert body_end(text) == len(text)


def test_a_correction_stays_and_what_follows_it_goes() -> None:
    told = f"{STORY}\n\nCorrection: An earlier version of this article gave the rise as seven percent."
    assert body_end(f"{told}\n\nNadia Holt covers the islands.\n\nTags: ferries") == len(told)


@pytest.mark.parametrize("unit", ["1", "1 ", "| ", "a-", "x_", "by ", "a@a.", "Ab "])
def test_a_long_line_is_read_in_no_time(unit: str) -> None:
    started = process_time()
    body_end(f"{STORY}\n\n{unit * (4_000 // len(unit))}\n\n2h\n\n{unit * (800 // len(unit))}!\n\n{unit * 30}")
    assert process_time() - started < 0.5


@pytest.mark.parametrize(
    "unit",
    [
        "Reply\n",
        "a.\n",
        "Ada Wu is a reporter at The Post.\n",
        "He writes books.\n",
        "Ada Wu\n",
        "An Ada Wu, a b c, has\n",
    ],
)
def test_twice_the_lines_ask_at_most_twice_the_questions(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [_asked(f"{STORY}\n\n{unit * number}", monkeypatch) for number in (200, 400)]
    assert asked[1] <= 2 * asked[0]


def _asked(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a pattern is put to a line of the text."""
    pack = pack_for("en")
    assert pack is not None
    questions: list[str] = []
    parts = {name: Counted(pattern, questions) for name, pattern in pack.tails._asdict().items()}
    monkeypatch.setattr(tails, "pack_for", lambda _: type("Pack", (), {"tails": pack.tails._replace(**parts)}))
    body_end(text)
    return len(questions)


class Counted:
    """A pattern that keeps what it is asked."""

    def __init__(self, pattern: re.Pattern[str], questions: list[str]) -> None:
        self._pattern = pattern
        self._questions = questions

    def __getattr__(self, name: str):
        self._questions.append(name)
        return getattr(self._pattern, name)
