"""An admin of the whole installation sees what stands at all desks, each with its desk; a desk's own admin does not."""

from datetime import UTC, datetime, timedelta

import pytest

from service.api import create_app
from service.bootstrap import open_application
from service.domain import KeyLimits, Scope
from service.settings import Settings
from service.store.jobs import NewJob
from tests import building

NAMES = ("jobs", "reports", "articles", "keys", "costs")


@pytest.fixture
def desk(tables_url):
    application = open_application(Settings(database_url=tables_url, requests_a_minute=None))
    store = application.store
    clock = [datetime(2026, 3, 4, tzinfo=UTC)]
    store.database.now = lambda: clock[0]
    store.desks.add("harbour")
    for number in range(5):
        clock[0] += timedelta(minutes=1)
        own = store.of(("main", "harbour")[number % 2])
        own.database.now = store.database.now
        article = building.article(f"Pier {number}.", id=f"art_{number // 2}", title=f"Pier {number}")
        new = NewJob(
            id=f"job_{number}", article_id=article.id, title=article.title, request="{}", fingerprint=f"{number}"
        )
        own.jobs.submit(new, room=9)
        own.reports.save(building.report(f"rep_{number}", article=article))
        with own.database.writing() as connection:
            labels = (("model", "openai/small"),)
            own.totals.add(connection, {("calls", labels): 2, ("cost_usd", labels): 0.25, ("jobs", ()): 1})
    yield application
    store.close()


def browser(desk, of, *scopes):
    _, told = desk.store.keys.add("hand", scopes or (Scope.ADMIN,), of)
    client = create_app(desk).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {told}"
    return client


def listed(client, name, limit=2):
    """All that is listed, page by page."""
    found, cursor = [], None
    while True:
        page = client.get(f"/v1/admin/{name}", query_string={"limit": limit} | ({"cursor": cursor} if cursor else {}))
        assert page.status_code == 200, page.text
        told = page.get_json()
        assert len(told[name]) <= limit
        found += told[name]
        if (cursor := told["next_cursor"]) is None:
            return found


def test_all_is_listed_once_with_its_desk_newest_first(desk):
    admin = browser(desk, None)
    desks = ["main", "harbour", "main", "harbour", "main"]
    assert [(one["job"]["id"], one["desk"]) for one in listed(admin, "jobs")] == [
        (f"job_{number}", desks[number]) for number in (4, 3, 2, 1, 0)
    ]
    assert [(one["id"], one["desk"]) for one in listed(admin, "reports")] == [
        (f"rep_{number}", desks[number]) for number in (4, 3, 2, 1, 0)
    ]
    assert [(one["id"], one["desk"], one["jobs"], one["title"]) for one in listed(admin, "articles")] == [
        ("art_2", "main", 1, "Pier 4"),
        ("art_1", "harbour", 1, "Pier 3"),
        ("art_1", "main", 1, "Pier 2"),
        ("art_0", "harbour", 1, "Pier 1"),
        ("art_0", "main", 1, "Pier 0"),
    ]
    assert [(one["desk"], one["model"], one["calls"], one["cost_usd"]) for one in listed(admin, "costs", 1)] == [
        ("harbour", "openai/small", 4, 0.5),
        ("main", "openai/small", 6, 0.75),
    ]
    browser(desk, "harbour")
    keys = listed(admin, "keys", 1)
    assert [one["desk"] for one in keys] == ["harbour", None]
    assert not any("hash" in one for one in keys)


@pytest.mark.parametrize("name", NAMES)
def test_a_desks_own_admin_and_who_is_no_admin_are_refused(desk, name):
    path = f"/v1/admin/{name}"
    assert browser(desk, "harbour").get(path).status_code == 403
    assert browser(desk, "main").get(path).status_code == 403
    assert browser(desk, "main", Scope.REPORTS_READ).get(path).status_code == 403
    assert browser(desk, None).get(path + "?cursor=x").status_code == 422


def test_an_admin_of_all_desks_changes_what_a_key_may_spend_and_the_trail_tells_it(desk):
    limits = KeyLimits(tokens_a_day=5_000, money_a_day=2.0, articles_waiting=3)
    key, _ = desk.store.keys.add("cms", [Scope.ARTICLES_WRITE], "harbour", limits=limits)
    admin, path = browser(desk, None), f"/v1/admin/keys/{key.id}"
    told = admin.patch(path, json={"tokens_a_day": 9_000, "money_a_day": None})
    assert (told.status_code, told.get_json()["tokens_a_day"]) == (200, 9_000)
    assert desk.store.keys.get(key.id).limits == KeyLimits(tokens_a_day=9_000, articles_waiting=3)
    assert admin.patch(path, json={}).get_json() == told.get_json()
    trail = admin.get("/v1/audit?action=limit_key").get_json()["entries"]
    assert [(one["target"], one["outcome"]) for one in trail] == [(path, "done")] * 2


@pytest.mark.parametrize(
    "given", [{"tokens_a_day": -1}, {"articles_waiting": 0}, {"money_a_day": "much"}, {"name": "x"}]
)
def test_limits_that_are_none_change_nothing(desk, given):
    key, _ = desk.store.keys.add("cms", [Scope.ARTICLES_WRITE], "harbour", limits=KeyLimits(tokens_a_day=5_000))
    assert browser(desk, None).patch(f"/v1/admin/keys/{key.id}", json=given).status_code == 422
    assert desk.store.keys.get(key.id) == key


def test_a_desks_own_admin_changes_no_limit_and_a_key_that_is_none_is_not_found(desk):
    key, _ = desk.store.keys.add("cms", [Scope.ADMIN], "harbour", limits=KeyLimits(tokens_a_day=5_000))
    assert browser(desk, "harbour").patch(f"/v1/admin/keys/{key.id}", json={"tokens_a_day": None}).status_code == 403
    assert desk.store.keys.get(key.id).limits == key.limits
    assert browser(desk, None).patch("/v1/admin/keys/ctk_0", json={"tokens_a_day": None}).status_code == 404
