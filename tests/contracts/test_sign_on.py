"""Single sign-on lets in whom the provider means, for us and now, with the role of their groups, and nobody else."""

import base64
import hmac
import json
import shutil
import time

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from service.api import create_app
from service.api.access import COOKIE
from service.api.single_sign_on import COOKIE as ON_THE_WAY
from service.bootstrap import open_application
from service.errors import BadInput
from service.settings import Settings
from tests.openid_provider import CLIENT, KEY, OTHER, SECRET, OpenId

ADA = {"sub": "u-1", "name": "Ada Brook", "email": "ada@desk.example", "email_verified": True, "groups": ["editors"]}
RETURN = "/v1/sessions/sso/return"
ROLES = "editors=editor, chiefs=admin, @desk.example=reader"


def house(url, provider, **more):
    told = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "public_url": "https://desk.example",
        "roles": ROLES,
        "host": "192.0.2.1",
        "hosts": ("localhost",),
    }
    return open_application(Settings(database_url=url, **told | more))


@pytest.fixture(scope="module")
def url(tmp_path_factory, migrated):
    return f"sqlite:///{shutil.copy(migrated, tmp_path_factory.mktemp('sso'))}"


@pytest.fixture
def provider():
    provider = OpenId()
    yield provider
    provider.stop()


@pytest.fixture
def desk(url, provider):
    application = house(url, provider)
    yield application
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


def back(browser, provider, claims=ADA, **changed):
    begun = browser.get("/v1/sessions/sso")
    assert begun.status_code == 303
    answer = {**provider.sign_in(begun.headers["Location"], claims), **changed}
    return browser.get(RETURN, query_string={name: told for name, told in answer.items() if told is not None})


def refused(browser, answer, status=401):
    assert answer.status_code == status, answer.text
    assert browser.get_cookie(COOKIE) is None
    return True


def test_whoever_signs_in_at_the_provider_is_in_with_the_role_of_their_groups(desk, browser, provider):
    answer = back(browser, provider)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/v1/caller")
    told = browser.get("/v1/caller").get_json()
    assert (told["name"], told["kind"], told["desk"]) == ("ada@desk.example", "person", "main")
    assert "articles:write" in told["scopes"]
    assert browser.get_cookie(ON_THE_WAY) is None
    assert browser.get("/v1/jobs").status_code == 200


@pytest.mark.parametrize(
    ("claims", "scopes"),
    [
        ({"groups": ["others"]}, {"reports:read"}),
        ({"groups": ["others", "chiefs"]}, {"admin"}),
        ({"groups": None}, {"reports:read"}),
        ({"groups": "chiefs"}, {"reports:read"}),
        ({"groups": ["chiefs"], "email": None}, {"admin"}),
    ],
)
def test_the_highest_role_of_groups_and_of_the_mails_domain_is_theirs(desk, browser, provider, claims, scopes):
    assert back(browser, provider, ADA | claims).status_code == 303
    assert set(browser.get("/v1/caller").get_json()["scopes"]) == scopes


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": []} | {"email": "ada@elsewhere.example"},
        {"groups": []} | {"email_verified": False},
        {"groups": []} | {"email_verified": "true"},
        {"groups": ["Editors"], "email": "ada@desk.example.evil.example"},
    ],
)
def test_whoever_is_in_no_group_of_ours_stays_out(desk, browser, provider, claims):
    assert refused(browser, back(browser, provider, ADA | claims), 403)


def test_a_role_is_what_the_provider_says_now_and_whoever_was_removed_stays_out(desk, browser, provider):
    back(browser, provider, ADA | {"sub": "u-2"})
    back(browser, provider, ADA | {"sub": "u-2", "groups": ["chiefs"]})
    assert browser.get("/v1/caller").get_json()["scopes"] == ["admin"]
    [person] = [one for one in desk.store.people.all() if one.role == "admin" and one.removed_at is None][:1]
    desk.store.people.remove(person.id)
    assert browser.get("/v1/caller").status_code == 401
    browser.delete_cookie(COOKIE)
    assert refused(browser, back(browser, provider, ADA | {"sub": "u-2"}), 403)


LIES = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "for another": {"aud": "another"},
    "for nobody": {"aud": None},
    "of another issuer": {"iss": "https://evil.example"},
    "of no issuer": {"iss": None},
    "expired": {"exp": int(time.time()) - 3600},
    "without an end": {"exp": None},
    "of nobody": {"sub": None},
    "for several, by another": {"aud": [CLIENT, "another"], "azp": "another"},
}


def by_hand(claims, secret):
    """A token signed by a secret that no library would take for one."""
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in ({"alg": "HS256"}, claims)]
    signature = hmac.digest(secret, b".".join(parts), "sha256")
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


SIGNATURES = {
    "another key": lambda claims: jwt.encode({"alg": "RS256", "kid": "other"}, claims, OTHER),
    "another key under the same name": lambda claims: jwt.encode({"alg": "RS256", "kid": "first"}, claims, OTHER),
    "the public key as a secret": lambda claims: by_hand(claims, KEY.as_pem(private=False)),
    "the client's secret": lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET)),
    "nothing": lambda claims: jwt.encode({"alg": "none"}, claims, KEY, algorithms=["none"]),
    "no token": lambda _: None,
    "no token at all": lambda _: "ey.ey.ey",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_token_that_does_not_hold_lets_nobody_in(browser, provider, lie):
    provider.lie = lie
    assert refused(browser, back(browser, provider))


@pytest.mark.parametrize("signed", SIGNATURES.values(), ids=SIGNATURES)
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(browser, provider, signed):
    provider.signed = signed
    assert refused(browser, back(browser, provider))


@pytest.mark.parametrize(
    "changed",
    [{"state": "another"}, {"state": None}, {"code": "another"}, {"code": None}, {"iss": "https://evil.example"}],
)
def test_an_answer_to_another_question_lets_nobody_in(browser, provider, changed):
    assert refused(browser, back(browser, provider, **changed))


def test_a_browser_that_did_not_begin_is_not_led_in_by_anothers_answer(desk, browser, provider):
    other = create_app(desk).test_client()
    answer = provider.sign_in(browser.get("/v1/sessions/sso").headers["Location"], ADA)
    assert refused(other, other.get(RETURN, query_string=answer))
    other.get("/v1/sessions/sso")
    assert refused(other, other.get(RETURN, query_string=answer))
    other.set_cookie(ON_THE_WAY, "bm90aGluZw==")
    assert refused(other, other.get(RETURN, query_string=answer))


def test_a_code_is_taken_once(browser, provider):
    begun = browser.get("/v1/sessions/sso")
    kept = browser.get_cookie(ON_THE_WAY).value
    answer = provider.sign_in(begun.headers["Location"], ADA)
    assert browser.get(RETURN, query_string=answer).status_code == 303
    browser.delete_cookie(COOKIE)
    browser.set_cookie(ON_THE_WAY, kept)
    assert refused(browser, browser.get(RETURN, query_string=answer))


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(browser, provider):
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert back(browser, provider).status_code == 303


@pytest.mark.parametrize("metadata", [{"issuer": "https://evil.example"}, {"jwks_uri": None}, {"token_endpoint": 7}])
def test_a_provider_that_does_not_tell_who_it_is_is_not_asked(browser, provider, metadata):
    provider.metadata = metadata
    assert browser.get("/v1/sessions/sso").status_code == 502


def test_a_provider_that_is_down_is_told_and_nobody_is_let_in(browser, provider):
    begun = browser.get("/v1/sessions/sso")
    answer = provider.sign_in(begun.headers["Location"], ADA)
    provider.stop()
    assert refused(browser, browser.get(RETURN, query_string=answer), 502)
    assert browser.get("/v1/sessions/sso").status_code == 502
    assert browser.get("/v1/jobs").status_code == 401


def test_without_a_provider_there_is_none(client):
    assert client.get("/v1/sessions/sso").status_code == 404
    assert client.get(RETURN).status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        {"oidc_client_id": None},
        {"oidc_client_secret": None},
        {"public_url": None},
        {"oidc_issuer": "http://login.example"},
        {"oidc_issuer": "login.example"},
    ],
)
def test_settings_that_do_not_go_together_are_refused(url, provider, more):
    with pytest.raises(BadInput) as told:
        house(url, provider, **more)
    assert told.value.field == "CLAIMTRACE_OIDC_ISSUER"
    assert SECRET not in str(told.value)
