"""Which page an address leads to, and who publishes there."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.text.urls import LONGEST, domain_of, labels_of, page_of, site_of

PAGE = "tarnecho.example/2031/lifts"


@pytest.mark.parametrize(
    "url",
    [
        "https://tarnecho.example/2031/lifts",
        "HTTP://WWW.TarnEcho.Example:80/2031/lifts/",
        "https://tarnecho.example.:443//2031//lifts#readers",
        "//tarnecho.example/2031/lifts",
        "tarnecho.example/2031/lifts",
        "https://m.tarnecho.example/2031/lifts",
        "https://www.mobile.tarnecho.example/2031/lifts",
        "https://tarnecho.example/amp/2031/lifts",
        "https://tarnecho.example/2031/lifts/amp/",
        "https://tarnecho.example/2031/lifts/amp/index.html",
        "https://tarnecho.example/2031/lifts.amp",
        "https://tarnecho.example/2031/lifts?amp",
        "https://tarnecho.example/2031/lifts?outputType=amp&amp=1",
        "https://tarnecho.example/2031/lifts/index.html",
        "https://tarnecho.example/2031/lifts/default.aspx?UTM_Source=x",
        "https://tarnecho.example/2031/lifts?utm_source=a&fbclid=b&gclid=c&mc_cid=d&igshid=e",
        "https://tarnecho.example/%32031/l%69fts",
        "https://tarnecho-example.cdn.ampproject.org/c/s/tarnecho.example/2031/lifts/amp?usqp=mq331",
        "https://cdn.ampproject.org/v/s/www.tarnecho.example/amp/2031/lifts",
        "https://www.google.com/amp/s/tarnecho.example/2031/lifts",
        "https://www.google.co.uk/amp/s/amp.tarnecho.example/2031/lifts",
        "https://web.archive.org/web/20310307120000/https://www.tarnecho.example/2031/lifts?fbclid=1",
        "https://web.archive.org/web/2031id_/http:/tarnecho.example/2031/lifts",
        "web.archive.org/web/2031/tarnecho.example/2031/lifts",
        "https://archive.ph/2031.03.07-120000/https://tarnecho.example/2031/lifts",
        "https://archive.ph/o/Ab1/https://www.google.de/amp/s/tarnecho.example/2031/lifts",
    ],
)
def test_all_addresses_of_a_page_are_one(url):
    assert page_of(url) == PAGE
    assert site_of(url) == domain_of(url) == "tarnecho.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://tarnecho.example/2031/lifts?b=2&a=1&utm_term=x", "https://tarnecho.example/2031/lifts?a=1&b=2"),
        ("https://tarnecho.example/a.amp.html", "https://tarnecho.example/a.html"),
        ("https://en.m.wikipedia.org/wiki/Tarn", "https://en.wikipedia.org/wiki/Tarn"),
        ("https://twitter.com/Tarn/status/1?s=20", "https://mobile.x.com/Tarn/status/1"),
        ("https://youtu.be/Ab1?si=q", "https://m.youtube.com/watch?t=3&v=Ab1"),
        ("https://www.youtube.com/shorts/Ab1", "https://www.youtube-nocookie.com/embed/Ab1"),
        ("https://t.me/s/tarn/4", "https://telegram.me/tarn/4"),
        ("https://ida.blogspot.co.uk/2031/a.html", "https://ida.blogspot.com/2031/a.html"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
    ],
)
def test_what_leads_to_one_page_has_one_name(one, other):
    assert page_of(one) == page_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://tarnecho.example/a", "https://tarnecho.example/A"),
        ("https://tarnecho.example/a", "https://tarnecho.example/a/b"),
        ("https://tarnecho.example/?id=1", "https://tarnecho.example/?id=2"),
        ("https://tarnecho.example/?id=1", "https://tarnecho.example/"),
        ("https://tarnecho.example/?ref=1", "https://tarnecho.example/?ref=2"),
        ("https://tarnecho.example/a", "https://tarnecho.example:8080/a"),
        ("https://tarnecho.example/a", "https://news.tarnecho.example/a"),
        ("https://tarnecho.example/a%2Fb", "https://tarnecho.example/a/b"),
        ("https://tarnecho.example/stamp", "https://tarnecho.example/st"),
        ("https://youtube.com/watch?v=a", "https://youtube.com/watch?v=A"),
        ("https://ab.example/", "https://аb.example/"),  # the second begins with a Cyrillic letter
    ],
)
def test_what_leads_to_two_pages_has_two(one, other):
    assert page_of(one) != page_of(other)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://x.com/TarnEcho/status/1", "x.com/tarnecho"),
        ("https://twitter.com/@tarnecho", "x.com/tarnecho"),
        ("https://en-gb.facebook.com/TarnEcho/posts/1", "facebook.com/tarnecho"),
        ("https://m.facebook.com/story.php?story_fbid=1&id=22", "facebook.com/22"),
        ("https://www.facebook.com/pages/Tarn-Echo/22", "facebook.com/22"),
        ("https://instagram.com/stories/tarnecho/1", "instagram.com/tarnecho"),
        ("https://www.tiktok.com/@tarnecho/video/1", "tiktok.com/tarnecho"),
        ("https://youtube.com/@TarnEcho/videos", "youtube.com/tarnecho"),
        ("https://www.youtube.com/channel/UC1", "youtube.com/uc1"),
        ("https://t.me/s/tarnecho/5", "t.me/tarnecho"),
        ("https://medium.com/@Lena/a-1", "medium.com/lena"),
        ("https://lena.medium.com/a-1", "lena.medium.com"),
        ("https://open.substack.com/pub/lena/p/a", "open.substack.com/lena"),
        ("https://lena.substack.com/p/a", "lena.substack.com"),
        ("https://bsky.app/profile/lena.test/post/3", "bsky.app/lena.test"),
        ("https://vk.com/wall-12_34", "vk.com/-12"),
        ("https://social.example/@lena/1", "social.example/lena"),
        ("https://uni.example/~lena/notes.html", "uni.example/~lena"),
        ("https://lena.wordpress.com/2031/a", "lena.wordpress.com"),
        ("https://www.news.tarn.example/a", "news.tarn.example"),
        ("https://www.amp.com.au/a", "amp.com.au"),
        ("https://m.example/a", "m.example"),
        ("http://[2001:db8::1]:8080/a", "2001:db8::1"),
    ],
)
def test_a_site_is_its_host_and_where_many_publish_the_account(url, site):
    assert site_of(url) == site


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/watch?v=1",
        "https://youtu.be/1",
        "https://x.com/i/status/1",
        "https://x.com/",
        "https://www.instagram.com/p/1",
        "https://facebook.com/groups/22",
        "https://facebook.com/photo.php?fbid=1",
        "https://reddit.com/r/tarn/comments/1/a",
        "https://t.me/+invitation",
        "https://t.me/c/12/3",
        "https://medium.com/p/1",
        "https://vm.tiktok.com/Z1/",
        "https://bit.ly/1",
        "https://archive.ph/Ab1",
        "https://web.archive.org/about",
        "https://www.msn.com/en/news/a",
    ],
)
def test_where_an_address_does_not_tell_who_publishes_nobody_is_named(url):
    assert site_of(url) is None
    assert page_of(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        *(None, "", " ", "/2031/lifts", "Tarn Echo", "mailto:lena@tarnecho.example", "javascript:alert(1)"),
        *("ftp://tarnecho.example/a", "http://[broken", "https://tarnecho.example:x/", "https://tarnecho.example:0/"),
        *("http://ta rn.example/", "http://" + "a." * 200 + "example/", "https://tarnecho.example/\ud800"),
        "https://tarnecho.example/" + "a" * LONGEST,
    ],
)
def test_what_is_no_web_address_has_no_page_and_no_site(url):
    assert (page_of(url), site_of(url), domain_of(url)) == (None, None, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://google.evil.test/amp/s/tarnecho.example/a",
        "https://evil.test/go/https://tarnecho.example/a",
        "https://evil.test/?u=https://tarnecho.example/a",
        "https://web.archive.org/web/2031/https://evil.test/https://tarnecho.example/a",
        "https://tarnecho.example.evil.test/a",
        "https://evil.test#tarnecho.example/a",
        "https://tarnecho.example@evil.test/a",
    ],
)
def test_nobody_passes_for_another_by_naming_them_in_an_address(url):
    assert domain_of(url).removeprefix("google.").removeprefix("tarnecho.example.") == "evil.test"


@pytest.mark.parametrize(
    ("host", "labels"),
    [
        ("tarnecho.example", ("tarnecho",)),
        ("www.tarnecho.co.uk", ("tarnecho",)),
        ("news.tarnecho.example", ("news", "tarnecho")),
        ("localhost", ()),
    ],
)
def test_a_hosts_name_has_parts_that_its_owner_chose(host, labels):
    assert labels_of(host) == labels


HOSTS = st.sampled_from(
    [
        "tarnecho.example",
        "www.tarn.co.uk",
        "m.x.com",
        "youtu.be",
        "t.me",
        "youtube.com",
        "amp.a.test",
        "ida.blogspot.de",
    ]
)
STEPS = st.lists(st.sampled_from(["amp", "s", "a", "watch", "index.html", "a.amp.html", "b.amp", "%2F", "é", "@a"]))
QUERIES = st.lists(st.sampled_from(["v=1", "utm_x=1", "amp", "a=%20", "b=", "é=1"])).map("&".join)


@given(st.one_of(st.text(), st.builds("https://{}/{}?{}".format, HOSTS, STEPS.map("/".join), QUERIES)))
@example("https://web.archive.org/web/2031/https://")
@example("https://t.me/s/amp/0")
@example("https://t.me/s/s/tarn/0")
@example("https://x.com/amp/status/1")
@example("https://www.facebook.com/amp/amp")
def test_the_page_of_a_page_is_that_page(url):
    page = page_of(url)
    assert page is None or page_of(f"https://{page}") == page
    assert page is None or page.isascii()


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://a.example/" + "/amp" * 1_990,
            "https://a.example/?" + "a&" * 3_900,
            "https://" + "www." * 1_900 + "a",
        ),
        *("https://web.archive.org/web/" * 280, "https:/" * 1_100, "https://a.example/" + "%" * 7_900, "://" * 2_600),
        *("https://a.example/" + "a.amp" * 1_500, "https://t.me/" + "@" * 7_900, "https://vk.com/wall" + "1" * 7_900),
    ],
)
def test_a_hostile_address_is_soon_done_with(url):
    started = time.process_time()
    page_of(url), site_of(url)
    assert time.process_time() - started < 0.2
