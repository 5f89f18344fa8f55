"""What people read in a chat: within each chat's limits whatever a report holds, told as a fault where it is one; and a
stranger's words mention nobody, lead nowhere and look like nothing of ours."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from service.domain import (
    Coverage,
    Failure,
    FindingReview,
    MessageFormat,
    MessageType,
    Report,
    ReviewState,
    Stance,
    Verdict,
    WebhookMessage,
)
from service.exports.chat.content import SHOWN, ChatPlace
from service.exports.chat.messages import chat_message
from service.exports.chat.slack import MOST, answer
from service.exports.chat.teams import MOST_BYTES
from service.exports.safe import addresses
from service.work.webhooks import sample
from tests.building import article, claim, corroboration, document, finding, origin_group, report, weighed
from tests.reviewing import MACHINE

SLACK, TEAMS = MessageFormat.SLACK, MessageFormat.TEAMS
CHATS = (SLACK, TEAMS)
DESK = ChatPlace("https://desk.example/checks/", seen=3, interactive=True)
ABOUT_CLAIMS = [
    MessageType.VERDICT_CHANGED,
    MessageType.REVIEW_ACCEPTED,
    MessageType.REVIEW_EDITED,
    MessageType.REVIEW_REJECTED,
]


def message(type: MessageType, **data: object) -> WebhookMessage:
    told = sample(type)
    return told.model_copy(update={"data": told.data | data})


def strange(words: str, count: int = 1) -> Report:
    """A report in which every word that is not ours is this."""
    paper = document(words, id="d", publisher=words)
    said = [
        finding(
            claim(words, words, id=f"clm_{number}"),
            content=corroboration(Verdict.CONTRADICTED, groups=(origin_group("g", Stance.REFUTES),)),
            evidence=(weighed(words, Stance.REFUTES, group="g", claim_id=f"clm_{number}"),),
            review=FindingReview(
                assigned=words, state=ReviewState.EDITED, by=words, at=datetime(2026, 1, 2, tzinfo=UTC)
            ),
        )
        for number in range(count)
    ]
    about = article(words, title=words, outlet=words)
    return report("rep_1", said, article=about, documents=(paper,))


def told(format: MessageFormat, event: WebhookMessage, about: Report | None, place: ChatPlace = DESK) -> dict:
    return json.loads(chat_message(format, event, about, place))


def every(value: object, key: str) -> Iterator[dict]:
    """Every object within that has this key."""
    if isinstance(value, dict):
        if key in value:
            yield value
        for inner in value.values():
            yield from every(inner, key)
    if isinstance(value, list):
        for inner in value:
            yield from every(inner, key)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_slack(body: dict) -> None:
    """Slack's documented limits, its own client's validation, and that its client knows every field."""
    blocks = body["blocks"]
    assert 1 <= len(blocks) <= 50
    parsed = Block.parse_all(blocks)
    assert [one.to_dict() for one in parsed] == blocks
    for one, block in zip(parsed, blocks, strict=True):
        one.validate_json()
        if block["type"] == "header":
            assert units(block["text"]["text"]) <= 150
        if block["type"] == "section" and "text" in block:
            assert 1 <= units(block["text"]["text"]) <= 3_000
        fields = block.get("fields", [])
        assert len(fields) <= 10 and all(units(field["text"]) <= 2_000 for field in fields)
        elements = block.get("elements", [])
        assert len(elements) <= (25 if block["type"] == "actions" else 10)
        for element in elements if block["type"] == "actions" else []:
            assert units(element["text"]["text"]) <= 75 and len(element["action_id"]) <= 255
            assert len(element.get("value", "")) <= 2_000 and len(element.get("url", "")) <= 3_000
    assert units(json.dumps(body, ensure_ascii=False)) < 13_200


def check_teams(body: dict) -> None:
    """An Adaptive Card 1.4 in the envelope of a Workflows webhook: elements that this version has, with what each
    needs, none empty."""
    (attached,) = body["attachments"]
    card = attached["content"]
    assert (body["type"], attached["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    needs = {
        "AdaptiveCard": {"version", "body"},
        "TextBlock": {"text"},
        "RichTextBlock": {"inlines"},
        "TextRun": {"text"},
        "Container": {"items"},
        "FactSet": {"facts"},
        "Action.OpenUrl": {"url", "title"},
    }
    for one in every(card, "type"):
        assert needs[one["type"]] <= set(one)
        assert all(one[name] for name in needs[one["type"]])
    written = json.dumps(body, ensure_ascii=False)
    assert len(written.encode()) < 28_000 and 2 * units(written) < 28_000


CHECKS = {SLACK: check_slack, TEAMS: check_teams}
MANY = report("rep_1", [finding(claim(f"The pier is {n} m long.", id=f"clm_{n}")) for n in range(120)])
REPORTS = {
    "plain": MACHINE,
    "none": None,
    "no claims": report("rep_1"),
    "120 claims": MANY,
    "120 endless claims": strange("The pier is shut & so on. " * 40, 120),
    "right to left": strange("قال المجلس إن الرصيف مغلق منذ يوم الاثنين"),
    "emoji": strange("🚢🏴\U000e0067\U000e0062 👩‍👩‍👧 :siren: " * 60),
    "ampersands": strange("&" * 9_000),
}


@pytest.mark.parametrize("format", CHATS)
@pytest.mark.parametrize("about", REPORTS.values(), ids=REPORTS.keys())
@pytest.mark.parametrize("type", MessageType)
def test_every_message_is_within_its_chats_limits(format, type, about):
    for id in ("clm_1", "clm_gone"):
        CHECKS[format](told(format, message(type, claim_id=id), about))
        CHECKS[format](told(format, message(type, claim_id=id), about, ChatPlace()))


@pytest.mark.parametrize("format", CHATS)
def test_a_message_is_the_same_each_time(format):
    event = message(MessageType.REPORT_READY)
    assert chat_message(format, event, MACHINE, DESK) == chat_message(format, event, MACHINE, DESK)


# ---------------------------------------------------------------- what is told


def lines(body: dict) -> str:
    return "\n".join(one["text"] for one in every(body, "text") if isinstance(one["text"], str))


@pytest.mark.parametrize("format", CHATS)
def test_a_report_is_told_by_its_counts_and_by_what_speaks_against_a_claim_first(format):
    said = lines(told(format, message(MessageType.REPORT_READY), MACHINE))
    assert said.index("the ferry is safe") < said.index("the hull leaks") < said.index("the pier is shut")
    assert "Against: The Gull, “The ferry is not safe.”" in said
    assert "1 claim is contradicted by an independent document." in said


@pytest.mark.parametrize("format", CHATS)
def test_claims_beyond_the_first_are_counted_and_lead_to_the_report(format):
    body = told(format, message(MessageType.REPORT_READY, report_id="rep 7"), MANY)
    assert lines(body).count("m long.") == SHOWN
    assert f"{120 - SHOWN} claims more." in lines(body)
    (button,) = every(body, "url")
    assert button["url"] == "https://desk.example/checks/v1/reports/rep%207?format=html"
    assert not list(every(told(format, message(MessageType.REPORT_READY), MANY, ChatPlace()), "url"))


@pytest.mark.parametrize("format", CHATS)
def test_without_its_report_the_counts_of_the_event_are_told(format):
    body = json.dumps(told(format, message(MessageType.REPORT_READY), None))
    assert "Claimed only" in body and "Supported" in body and "3 claims." in body


@pytest.mark.parametrize("format", CHATS)
def test_a_fault_is_no_verdict(format):
    failure = Failure(stage="judge", subject="clm_1", kind="deadline_passed", detail="No time was left.")
    lost = finding(claim(), Verdict.UNDETERMINED, failure=failure)
    read = Coverage(passages=1, read=1, documents=1, documents_read=1, failures=(failure,))
    body = told(format, message(MessageType.REPORT_READY), report("rep_1", [lost], coverage=read))
    assert "Not looked up: a fault, and no verdict" in lines(body)
    assert "1 fault: what was not read or looked up has no verdict." in lines(body)
    changed = message(MessageType.VERDICT_CHANGED, claim_id="clm_1", verdict="undetermined")
    assert "It is: not looked up: a fault, and no verdict." in lines(told(format, changed, None))
    for again, said in ((True, "may help"), (False, "will not help")):
        failed = lines(told(format, message(MessageType.JOB_FAILED, retryable=again), None))
        assert "No report: a fault" in failed and "says nothing of its claims" in failed and said in failed
    assert not any(word in failed.lower() for word in ("unverified", "contradicted", "disputed", "confirmed"))


@pytest.mark.parametrize("format", CHATS)
def test_a_verdict_that_changed_is_told_with_what_it_was_and_why(format):
    event = message(
        MessageType.VERDICT_CHANGED, claim_id="clm_2", verdict="weakly_refuted", previous_verdict="unverified"
    )
    said = lines(told(format, event, MACHINE))
    assert "It was: unverified. It is: disputed." in said
    assert "Against: The Gull" in said
    assert "since then" not in said
    assert "And since then: disputed." in lines(told(format, message(event.type, claim_id="clm_2"), MACHINE))


@pytest.mark.parametrize("format", CHATS)
@pytest.mark.parametrize("type", ABOUT_CLAIMS[1:])
def test_a_review_is_told_with_who_and_why_though_its_report_is_gone(format, type):
    said = lines(told(format, message(type), None))
    assert "Harbour Board: The ferry is safe." in said
    assert "By Lena Hald" in said and "The yard's log bears it out." in said


def test_buttons_carry_the_claim_as_it_was_seen_and_none_accepts_what_has_no_verdict():
    lost = finding(claim(id="clm_lost"), Verdict.UNDETERMINED)
    done = finding(claim(id="clm_done"), review=FindingReview(state=ReviewState.ACCEPTED))
    about = report("rep_1", [lost, done, finding(claim(id="clm_open"))])
    body = told(SLACK, message(MessageType.REPORT_READY), about)
    buttons = {
        (json.loads(one["value"])["claim"], one["action_id"]): json.loads(one["value"]) for one in every(body, "value")
    }
    assert set(buttons) == {
        ("clm_lost", "claimtrace_assign"),
        ("clm_done", "claimtrace_assign"),
        ("clm_open", "claimtrace_assign"),
        ("clm_open", "claimtrace_accept"),
    }
    accept = {"report": "rep_1", "claim": "clm_open", "seen": 3, "verdict": "unverified"}
    assert buttons["clm_open", "claimtrace_accept"] == accept
    assert not list(
        every(told(SLACK, message(MessageType.REPORT_READY), about, DESK._replace(interactive=False)), "value")
    )


# ---------------------------------------------------------------- a stranger's words

MARKUP = [
    "<!channel> the pier is shut",
    "<!here|here> and <!subteam^S123|desk>",
    "ask <@U024BE7LH> in <#C024BE7LR|general>",
    "<https://evil.example/a|the yard's log>",
    "&lt;!everyone&gt; &amp;lt;!channel&amp;gt;",
    "*Confirmed* _by_ ~nobody~ `x` ```y```",
    "\n> quoted\n• Accepted by the desk",
    "<!date^1392734382^Posted {date_num}^https://evil.example/|never>",
    "[the log](https://evil.example/) **Confirmed** ![x](https://evil.example/p.png)",
    "<at>Everyone</at> <a href='https://evil.example'>log</a>",
    '"}]}],"text":"<!channel>","blocks":[{"type":"divider"}]',
]
HIDDEN = [
    "shut\u202e nepo si reip eht \u202c",
    "\u2066\u2067 turned and never turned back",
    "a\u200bb\u2060c\ufeffd",
    "\x1b[31mred\x1b[0m \x07 \x00",
    "tags \U000e0041\U000e0042 stay out",
    "lone \ud800 half",
    "line\u2028break\u2029and\x85more",
]
LEADING = [
    "see http://evil.example/path?x=1",
    "see evil.example now",
    "mail desk@evil.example",
    "slack://open?team=T1 and HTTPS://EVIL.EXAMPLE",
    "ftp://1.2.3.4/x and javascript:alert(1)//evil.example",
]


@pytest.mark.parametrize("format", CHATS)
@pytest.mark.parametrize("type", MessageType)
@pytest.mark.parametrize("words", [*MARKUP, *HIDDEN, *LEADING])
def test_a_strangers_words_mention_nobody_lead_nowhere_and_look_like_nothing_of_ours(format, type, words):
    data = {"claim_id": "clm_0", "detail": words, "reason": words, "by": words, "claim": words, "claimant": words}
    body = told(format, message(type, **data), strange(words))
    CHECKS[format](body)
    assert harmless(format, body)


def harmless(format: MessageFormat, body: dict) -> bool:
    own = {"https://desk.example", "desk.example"}
    for one in every(body, "text"):
        text = one["text"]
        if not isinstance(text, str):
            continue
        assert not re.search(
            "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2067\ufeff\U000e0000-\U000e007f]", text
        )
        assert addresses((text,)) <= own and "://" not in text
        if format is SLACK:
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text)
            if one.get("type") == "mrkdwn":
                assert re.fullmatch(r"\*[A-Z][a-z ]+\*\n\d+", text)
        else:
            assert one["type"] == "TextRun" or re.fullmatch(r"[A-Z][A-Za-z :]+", text)
    return True


@given(st.text(max_size=300), st.sampled_from(CHATS), st.sampled_from(MessageType))
@settings(max_examples=40)
def test_no_words_at_all_break_a_message(words, format, type):
    about = strange(words or " ", 2)
    body = told(format, message(type, claim_id="clm_0", detail=words, reason=words, by=words, claim=words), about)
    CHECKS[format](body)
    assert harmless(format, body)


def test_right_to_left_words_turn_nothing_around_them():
    said = lines(told(TEAMS, message(MessageType.REPORT_READY), REPORTS["right to left"]))
    assert said.count("\u2068") == said.count("\u2069") > 0


@pytest.mark.parametrize("words", [*MARKUP, *LEADING, "&" * 9_000])
def test_an_answer_is_for_one_alone_and_as_harmless(words):
    body = json.loads(answer(words))
    assert (body["response_type"], body["replace_original"]) == ("ephemeral", False)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", body["text"] + body["blocks"][0]["text"]["text"])
    check_slack(body)


def test_the_bounds_are_below_what_chats_take():
    assert MOST < 13_200
    assert MOST_BYTES < 28_000
