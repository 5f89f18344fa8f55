"""Which spellings are one publisher's."""

import pytest

from service.weighing.publishers import is_site, one_publisher


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("tarnecho.example", True),
        ("x.com/tarnecho", True),
        ("Tarn Echo", False),
        ("http://tarnecho", False),
        ("tarnecho.example/a b", False),
        ("desk@tarnecho.example", False),
    ],
)
def test_a_publisher_may_be_called_by_their_address(name: str, site: bool) -> None:
    assert is_site(name) is site


@pytest.mark.parametrize(
    ("name", "other", "one"),
    [
        ("The Sun (UK)", "Sun (uk)", True),
        ("(Tarn Echo)", "Tarn Echo", True),
        ("Tarn (Echo) Daily", "Tarn", False),
        # the words in another order, and those of the trade
        ("Herald of Tarn", "Tarn Herald", True),
        ("Herald of Tarn", "Tarn Herald Online", True),
        ("News Online", "Online News", True),
        ("News Online", "Web Service", False),
        # a site's name run together
        ("tarnecho.example", "Tarn Echo Online", True),
        ("newsonline.example", "News Online", True),
        ("news.tarnecho.example", "News", False),
        ("echo.example", "Echo", True),
        ("abc.example", "ABC", False),
        ("thetarns.example", "Tarns", True),
        ("thetarn.example", "Tarn", False),
        ("theme.example", "Me", False),
    ],
)
def test_two_spellings_are_one_publisher_whichever_comes_first(name: str, other: str, one: bool) -> None:
    assert one_publisher(name, other) is one
    assert one_publisher(other, name) is one
