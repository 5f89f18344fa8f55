"""What the desk knows of outlets, and whose wire a text carries."""

from pathlib import Path

import pytest

from service.domain import Actor, Channel, Grade, Outlet, Provenance, Span
from service.errors import BadInput
from service.sources.registry import Registry, load_registry
from service.text.wire_credits import wire_credit
from tests.building import claim, document

DESK = Registry(
    outlets=(
        Outlet(
            name="Harbour Press Service",
            aliases=("HPS",),
            domains=("hps.example",),
            grade=Grade.B,
            owner="Harbour Group",
            wire=True,
        ),
        Outlet(name="Valley Post", domains=("valleypost.example",), grade=Grade.C, owner="Harbour Group"),
        Outlet(name="The Bulletin", grade=Grade.D),
    )
)


@pytest.mark.parametrize(
    ("text", "publisher", "credit"),
    [
        ("BEIRUT (Meridian) - Rebels took the hill.", "Harbour City WebhookSender", "Meridian"),
        ("LONDON, May 3 (Meridian) — Shares fell.", None, "Meridian"),
        ("BERLIN (mpa) - Der Zug kam an.", None, "mpa"),
        ("PORT LOUIS — (MPA) – The ferry sank.", None, "MPA"),
        ("OSLO (Meridian/MPA) - Snow fell.", None, "Meridian"),
        ("The road was shut on Tuesday. (Meridian)", None, "Meridian"),
        ("The road was shut on Tuesday. — Meridian", None, "Meridian"),
        ("The road was shut.\n\nAdditional reporting by MPA", None, "MPA"),
        ("The road was shut.\nWith files from The Coastal Press.", None, "Coastal Press"),
        ("The road was shut. © 2024 Hillside News Agency", None, "Hillside News Agency"),
        ("The road was shut.", "Meridian Wire", "Meridian Wire"),
        ("The road was shut.", "Harbour City WebhookSender", None),
        ("The road was shut. Additional reporting by Jane Smith in Hilltown.", None, None),
        ("The road was shut. — Jane Smith", None, None),
        ("The road was shut. Source: Twitter", None, None),
        ("HILLTOWN, Coastland - A WebhookSender reporter (on foot) - saw nobody.", None, None),
        ("The mayor (an independent) said the road was shut.", None, None),
        ("", None, None),
        # of two that are named, the signature goes before the helper, and the helper before the owner
        ("The road was shut.\n\nAdditional reporting by MPA\n— Meridian", None, "Meridian"),
        ("Source: HPX\n\nThe road was shut. — Meridian", None, "Meridian"),
        ("Source: HPX\n\nThe road was shut.\n\nAdditional reporting by MPA", None, "MPA"),
    ],
)
def test_a_wire_is_known_by_where_its_credit_stands(text: str, publisher: str | None, credit: str | None) -> None:
    assert wire_credit(text, publisher) == credit


@pytest.mark.parametrize(("behind", "credit"), [(373, "MPA"), (374, None)])
def test_an_acknowledgement_counts_only_in_the_last_four_hundred_characters(behind: int, credit: str | None) -> None:
    assert wire_credit("Snow fell. Additional reporting by MPA\n" + "x" * (behind - 1), None) == credit


def test_a_wire_on_the_list_is_given_as_the_list_writes_it() -> None:
    assert wire_credit("The road was shut. — Jane Smith Reports.", None, ["Jane Smith Reports"]) == "Jane Smith Reports"
    assert wire_credit("HILLTOWN (HPS) - Rain.", None, ["hps"]) == "hps"


def test_a_wire_on_the_list_credits_its_own_text_whatever_its_name_looks_like() -> None:
    assert wire_credit("The road was shut.", "the jane smith reports", ["Jane Smith Reports"]) == "Jane Smith Reports"


def test_a_document_gets_what_the_desk_knows_of_its_publisher() -> None:
    known = DESK.known(document(publisher="Valley Post"))
    assert (known.grade, known.owner, known.wire) == (Grade.C, "Harbour Group", None)


def test_a_document_keeps_what_it_brings() -> None:
    brought = document(publisher="Valley Post", grade=Grade.A, owner="Itself", wire="Meridian")
    assert DESK.known(brought) == brought


def test_a_credit_under_an_alias_is_the_wire() -> None:
    assert (
        DESK.known(document("HILLTOWN (HPS) - Rain fell.", publisher="Nobody's Blog")).wire == "Harbour Press Service"
    )


def test_a_wire_that_the_desk_lists_is_known_under_each_of_its_names_though_none_looks_like_one() -> None:
    desk = Registry(outlets=(Outlet(name="Old Jetty", aliases=("Jetty Lane",), wire=True),))
    for name in ("Old Jetty", "Jetty Lane"):
        assert desk.known(document(f"The road was shut. — {name}")).wire == "Old Jetty"
    assert desk.known(document("The road was shut. — Ada Lund")).wire is None


def test_a_document_keeps_the_publisher_it_names_at_an_address_of_another() -> None:
    known = DESK.known(document(publisher="Valley Post Online", url="https://www.valleypost.example/rain"))
    assert (known.publisher, known.owner) == ("Valley Post Online", "Harbour Group")


def test_an_address_alone_tells_the_publisher() -> None:
    assert DESK.known(document(url="https://www.valleypost.example/rain")).publisher == "Valley Post"


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://amp.valleypost.example/rain", "Valley Post"),
        ("https://www.hilltown.example/rain", "hilltown.example"),
        ("https://x.com/Hilltown/status/1", "x.com/hilltown"),
        ("https://youtu.be/1", None),
        (None, None),
    ],
)
def test_where_nobody_is_named_the_site_stands_for_the_publisher(url: str | None, publisher: str | None) -> None:
    assert DESK.known(document(url=url)).publisher == publisher


def test_an_outlet_is_at_its_domain_however_that_is_written() -> None:
    desk = Registry(outlets=(Outlet(name="Hilltown", domains=("www.hilltown.example", "Twitter.com"), grade=Grade.B),))
    for url in ("https://hilltown.example/1", "https://m.hilltown.example/1", "https://x.com/hilltown/status/1"):
        assert desk.grade_of(None, url) is Grade.B


@pytest.mark.parametrize(
    ("outlet", "url", "grade"),
    [
        ("Valley Post", "https://www.google.com/amp/s/valleypost.example/a", Grade.C),
        ("Valley Post", "https://google.evil.test/amp/s/valleypost.example/a", Grade.F),
        ("Valley Post", "https://youtu.be/1", Grade.F),
        ("Valley Post", None, Grade.C),
        ("the valley post", None, Grade.C),
        (None, "https://news.valleypost.example/a", Grade.C),
        ("Valley Post", "https://web.archive.org/web/2020/https://valleypost.example/a", Grade.C),
        ("Valley Post", "https://web.archive.org/web/2020/https://valleypost.example/a?to=http://evil.test/", Grade.C),
        ("Valley Post", "https://web.archive.org/web/2020/https://valleypost.example/go/http://evil.test/", Grade.C),
        ("Valley Post", "https://web.archive.org/web/2020/https://evil.test/go/https://valleypost.example/", Grade.F),
        ("The Bulletin", "https://web.archive.org/about", Grade.D),
        ("Valley Post", "https://web.archive.org/about", Grade.F),
        ("Valley Post", "https://evil.test/go/https://valleypost.example/", Grade.F),
        (None, "https://evil.test/", Grade.F),
        ("Unheard Of", "https://evil.test/", Grade.F),
        ("Valley Post", "https://valleypost.example.evil.test/a", Grade.F),
        ("Valley Post", "https://evil.test/?u=https://valleypost.example/", Grade.F),
        ("The Bulletin", "https://anything.test/", Grade.D),
        ("Kyiv Valley Post", None, Grade.F),
        ("Unheard Of", None, Grade.F),
        ("Valley Post", "http://[broken", Grade.C),
        (None, None, Grade.F),
    ],
)
def test_a_grade_needs_the_name_and_no_foreign_address(outlet: str | None, url: str | None, grade: Grade) -> None:
    assert DESK.grade_of(outlet, url) is grade


def test_the_shipped_registry_stands() -> None:
    shipped = load_registry()
    assert len(shipped.outlets) >= 40
    assert all(outlet.grade is not Grade.A for outlet in shipped.outlets)
    assert shipped.known(document("PARIS (AFP) - Rain fell.")).wire == "Agence France-Presse"
    assert shipped.known(document(publisher="TASS")).owner == "Government of Russia"


def test_no_name_and_no_domain_in_the_shipped_registry_means_two_outlets() -> None:
    outlets = load_registry().outlets
    for keys in (
        [name.casefold() for outlet in outlets for name in {outlet.name, *outlet.aliases}],
        [domain for outlet in outlets for domain in outlet.domains],
    ):
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('[[outlets]]\nname = "X"\ngrade = "G"', "/outlets/0/grade"),
        ('[[outlets]]\ngrade = "B"', "/outlets/0/name"),
        ('[[outlets]]\nname = "X"\ncolour = "red"', "/outlets/0/colour"),
        ("not toml", ""),
    ],
)
def test_a_wrong_registry_names_its_key(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "registry.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_registry(path)
    assert caught.value.field == field


def test_a_registry_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read") as caught:
        load_registry(tmp_path / "none.toml")
    assert caught.value.field == "", "it is the whole file that is wrong"


def test_what_ships_knows_outlets_the_world_over_and_says_as_of_when() -> None:
    outlets = load_registry().outlets
    assert len(outlets) >= 500
    assert len({one.country for one in outlets} - {None}) >= 60
    assert all(one.as_of for one in outlets if one.country)


ACCOUNTS = Registry(
    actors=(
        Actor(name="Dune Guard", aliases=("Desert Guards",), accounts=("https://x.com/DuneGuard", "https://t.me/dune")),
        Actor(name="Hill Front", accounts=("https://www.facebook.com/hillfront",)),
    )
)


@pytest.mark.parametrize(
    ("claimant", "platform", "locator", "words", "official"),
    [
        ("Dune Guard", "x", "https://twitter.com/duneguard/status/7", None, True),
        ("the Desert Guards", "x", None, "its feed, @DuneGuard.", True),
        ("Dune Guard", "telegram", "https://t.me/s/dune/12", None, True),
        ("Hill Front", "x", "https://x.com/duneguard", None, False),
        ("Dune Guard", "telegram", None, "@duneguard", None),
        ("Dune Guard", "x", None, "@duneguards", None),
        ("Dune Guard", "x", "https://x.com.evil.example/duneguard", None, None),
        ("Dune Guard", "youtube", "https://youtube.com/watch?v=1", "its channel", None),
    ],
)
def test_whose_account_it_is_decides_whether_it_is_official(
    claimant: str, platform: str, locator: str | None, words: str | None, official: bool | None
) -> None:
    span = Span(text=words, start=0, end=len(words)) if words else None
    told = Provenance(channel=Channel.SOCIAL_POST, platform=platform, locator=locator, span=span)
    made = claim(by=claimant, provenance=(told,))
    (known,) = ACCOUNTS.own_accounts(made).provenance
    assert known == told.model_copy(update={"official": official})
