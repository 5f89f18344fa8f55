from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any

import pytest
from pydantic import BaseModel

from service.domain import Report

from . import halvern

HOSTILE = [
    "<script>alert(1)</script>",
    "</style><script src=https://evil.example/x.js></script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "<svg/onload=alert(1)>",
    '</title></mark></p></div><iframe srcdoc="<script>alert(1)</script>">',
    "javascript:alert(1)",
    "JaVaScRiPt\t:alert(1)//https://ok.example",
    "data:text/html;base64,PHNjcmlwdD4=",
    'https://ok.example/" onclick="alert(1)',
    "{{ cycler.__init__.__globals__ }}{% include 'x' %}",
    "--><!--<base href=https://evil.example>",
    "&lt;script&gt;&#x3c;b&#x3e;",
    "![x](https://evil.example/leak.png)",
    "\x1b]8;;https://evil.example\x07here\x1b]8;;\x07",
    "safe\u202egpj.exe\u2066\U000e0041\u200b",
    "\x9b31mred",
    "[bold]x[/bold] :warning:",
    "a\r\nb\x08\x7f",
    "\ud800",
]


@pytest.fixture(scope="session")
def report() -> Report:
    return halvern.report()


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def payload(request: pytest.FixtureRequest) -> str:
    """Words that try to be more than words."""
    return request.param


@pytest.fixture(scope="session")
def poison() -> Callable[..., Any]:
    """Put what a function makes of it in the place of every free text of a report."""
    return poisoned


def poisoned(value: Any, payload: Callable[[str], str]) -> Any:
    """The same values with the payload in the place of every free text, ids and addresses among them."""
    if isinstance(value, BaseModel):
        fields = {name: poisoned(getattr(value, name), payload) for name in type(value).model_fields}
        return type(value).model_construct(**fields)
    if isinstance(value, tuple):
        return tuple(poisoned(item, payload) for item in value)
    if isinstance(value, dict):
        return {payload(key): poisoned(item, payload) for key, item in value.items()}
    if isinstance(value, Enum | datetime) or not isinstance(value, str):
        return value
    return payload(value)
