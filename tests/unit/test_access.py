"""Who may do what, and that every route says what it needs."""

import pytest
from flask import Response

from service.api.openapi import Route
from service.domain import ANYBODY, Audience, Caller, CallerKind, Scope


def a_caller(*scopes, desk="main"):
    return Caller(id="key_1", name="hand", desk=desk, scopes=frozenset(scopes), kind=CallerKind.KEY)


@pytest.mark.parametrize("scope", Scope)
def test_a_scope_lets_do_what_it_names_and_nothing_else(scope):
    others = set(Scope) - {scope}
    assert a_caller(scope).may(scope)
    assert not any(a_caller(*others - {Scope.ADMIN}).may(one) for one in [scope])
    assert a_caller(Scope.ADMIN).may(scope)


def test_what_is_for_all_or_for_whoever_is_known_needs_no_scope():
    assert all(a_caller().may(audience) for audience in Audience)
    assert not any(a_caller().may(scope) for scope in Scope)


def test_what_an_admin_of_all_desks_makes_belongs_to_the_main_one():
    assert a_caller(Scope.ADMIN, desk=None).home == "main"
    assert a_caller(Scope.ADMIN, desk="north").home == "north"
    assert ANYBODY.home == "main"


def test_a_route_without_a_need_cannot_be_built():
    with pytest.raises(TypeError, match="needs"):
        Route("GET", "/v1/nowhere", lambda _: Response(), "Nothing.", gives=None)
