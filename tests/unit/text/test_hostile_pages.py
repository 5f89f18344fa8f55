"""What a page holds is counted before anything is built of it, and costs what its length costs."""

import time

import pytest

from service.errors import TooLarge
from service.text.pages import read_page

PROSE = "The old bridge at Ora fell into the river on Monday and two buses went down with it, officials said. "


def page(inner: str) -> str:
    return f"<html><body><article><p>{PROSE * 3}</p>{inner}</article></body></html>"


def named(count: int) -> str:
    return " ".join(f"a{number}=1" for number in range(count))


HOSTILE = [
    f"<p {named(100_000)}>x</p>",
    f"<p {'a ' * 100_000}>x</p>",
    f"<p{'/a' * 100_000}>x</p>",
    f"<p {'a= ' * 100_000}>x</p>",
    f"<img {named(100_000)}/>",
    f'<p title=">" {named(100_000)}>x</p>',
    f"<p title='>\"' {named(100_000)}>x</p>",
    f"<p 'x=1 {named(100_000)}>x</p>",
    f"<p x=a'b {named(100_000)}>x</p>",
    f"<a title='<a title=\"' {named(100_000)}>x</a>",
    f"<body {named(100_000)}>x",
    f"<i {named(199)}>x</i>" * 1_000,
    "<img src=/a.jpg>" * 29_000,
    "".join(f"<picture><source srcset=/{number}.webp><img src=/{number}.jpg></picture>" for number in range(9_000)),
    "<iframe src=https://tube.example/v></iframe>" * 9_000,
    "<amp-img src=/a.jpg></amp-img>" * 9_000,
]


@pytest.mark.parametrize("inner", HOSTILE, ids=range(len(HOSTILE)))
def test_more_attributes_or_pictures_than_a_page_has_are_refused_at_once(inner: str) -> None:
    begun = time.process_time()
    with pytest.raises(TooLarge, match="too many") as refused:
        read_page(page(inner))
    assert refused.value.field == "body"
    assert time.process_time() - begun < 2


USUAL = [
    f"<p {named(190)}>x</p>",
    f"<p data-story='{named(5_000)}'>x</p>",
    f'<p style="{"color: red; " * 5_000}">x</p>',
    f"<p title={'a' * 100_000}>x</p>",
    f"<script>{'if (a<b && c>d) a=1; ' * 20_000}</script>",
    f"<!-- {named(5_000)} -->",
    "<a href=/x class=y>z</a>" * 20_000,
    "<b>x</b>" * 29_000,
    f"<p>{'<b>x</b>' * 29_000}</p>",
    f"<p>{'<span>x</span> y ' * 28_000}</p>",
    f"<div>{'<a href=/x>y</a><br>' * 14_000}</div>",
    "".join(f"<img src=/{number}.jpg alt='a b c d'>" for number in range(900)),
    f"<p>x{' ' * 500_000}y</p>",
    "<p>x" + " \t\r" * 150_000 + "y</p>",
    f"<p>{'x' + ' ' * 5_000}{'y' + ' ' * 5_000}{'&#32;' * 50_000}z</p>",
    f"<pre>{' ' * 500_000}y</pre>",
    f"<p>{'&nbsp;' * 100_000}y</p>",
]


@pytest.mark.parametrize("inner", USUAL, ids=range(len(USUAL)))
def test_as_many_as_a_long_page_has_are_read(inner: str) -> None:
    begun = time.process_time()
    assert PROSE.strip() in read_page(page(inner)).body
    assert time.process_time() - begun < 20  # 2 on a shared core


@pytest.mark.parametrize(
    "part",
    ["<a x='<a y=\"", "<a/b=", "<a b = ", "<a '", "<a b=' ", "<a b=\"'\" c='\"'>", "<a / / / ", "<a\n=", "</a b='"],
)
def test_no_quotation_mark_and_no_blank_is_read_over_and_over(part: str) -> None:
    begun = time.process_time()
    with pytest.raises(Exception, match="page"):
        read_page((part * 400_000)[:1_900_000])
    assert time.process_time() - begun < 5
