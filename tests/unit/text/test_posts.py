import pytest

from service.analysts.embedded.claims import claims_of
from service.domain import Article, Channel, Mode
from service.text.pages import read_page
from service.text.posts import posts_of

SIGNED = [
    ("“The ford is open.” — Reeve Ada Quill (@adaquill) May 3, 2024", "Reeve Ada Quill", "x", "@adaquill"),
    ("The ford is open.\n— Ada Quill 🚜 (@adaquill) 3 May 2024", "Ada Quill", "x", "@adaquill"),
    ("The ford is open.\n\n-- Ada Quill (@ada.bsky.social) May 3, 2024 at 2:07 PM", "Ada Quill", "bluesky", None),
    ("The ford is open.\n— Ada Quill (@ada@sea.example) May 3, 2024", "Ada Quill", "mastodon", None),
    ("The ford is open.\nA post shared by Ada Quill (@adaquill)", "Ada Quill", "instagram", "@adaquill"),
    (
        "The ford is open.\nPosted by Ford Watch on Friday, May 3, 2024 https://www.facebook.com/ford/posts/1",
        "Ford Watch",
        "facebook",
        "https://www.facebook.com/ford/posts/1",
    ),
    ("The ford is open.\n— @fordcrew https://www.tiktok.com/@fordcrew/video/7", "@fordcrew", "tiktok", None),
    ("The ford is open.\n— Ford Watch (@fordwatch) https://t.me/fordwatch/4", "Ford Watch", "telegram", None),
]


@pytest.mark.parametrize(("text", "name", "platform", "locator"), SIGNED)
def test_a_signed_post_is_a_claim_of_its_author(text, name, platform, locator):
    body = f"The reeve spoke on Friday.\n\n{text}\n\nFarmers were glad."
    claims = [one.claim for one in claims_of(Article(id="a", body=body, body_end=len(body)))]
    claim = next(claim for claim in claims if "ford is open" in claim.text)
    known = claim.provenance[0]
    assert claim.claimant.name in name
    assert claim.attribution.mode is Mode.DIRECT
    assert (known.channel, known.platform, known.official) == (Channel.SOCIAL_POST, platform, True)
    assert locator is None or known.locator == locator
    assert claim.spans[0].stands_in(body)


@pytest.mark.parametrize(
    "text",
    [
        "A man was held - police said (@halepolice) - and let go.",
        "The reeve (@adaquill) said that the ford was shut.",
        "Ada Quill (@adaquill) reports from Hale.",
        "Posted by Ada Quill on May 3, 2024",
        "The ford – the oldest in Hale (@hale) – was shut.",
    ],
)
def test_a_handle_in_prose_signs_nothing(text):
    assert posts_of(f"The ford is open.\n\n{text}", 400) == ()


def test_a_parody_is_nobodys_own_account():
    (post,) = posts_of("“We sank every boat.” — Admiral Fish (parody) (@admfish) May 3, 2024", 200)
    assert not post.own_account


PROSE = "".join(
    f"<p>In week {n} the crews at Lode dock loaded {n + 3} ships, and the firm lost a million.</p>" for n in (1, 2)
)
WORDS = "<p>Forty carts crossed.</p>"
POST = "https://www.instagram.com/p/C/"
TIKTOK = "https://www.tiktok.com/@quill/video/7"
EMBEDDED = [
    f'<blockquote class="twitter-tweet">{WORDS}&mdash; Ada Quill (@adaquill) '
    '<a href="https://twitter.com/adaquill/status/1?ref_src=x">May 3, 2024</a></blockquote>',
    f'<blockquote class="bluesky-embed">{WORDS}&mdash; Ada Quill (<a href="#">@ada.bsky.social</a>) '
    '<a href="https://bsky.app/profile/did:plc:x/post/3k">May 3, 2024</a></blockquote>',
    f'<figure><blockquote class="instagram-media" data-instgrm-permalink="{POST}?utm=1"><div>View this post on '
    f"Instagram</div>{WORDS}<p>A post shared by Ada Quill (@adaquill)</p></blockquote></figure>",
    f'<blockquote class="tiktok-embed" cite="{TIKTOK}"><section><a href="#">@quill</a>{WORDS}'
    "<a>♬ original sound</a></section></blockquote>",
    f'<div class="fb-post" data-href="https://www.facebook.com/q/posts/1"><blockquote>{WORDS}Posted by '
    '<a href="#">Quill</a> on <a href="#">Friday, May 3, 2024</a></blockquote></div>',
    f'<amp-twitter data-tweetid="1"><blockquote placeholder>{WORDS}&mdash; Quill (@quill) '
    '<a href="https://x.com/quill/status/1">May 3, 2024</a></blockquote></amp-twitter>',
    f'<blockquote class="telegram-post" cite="https://t.me/quill/4">{WORDS}</blockquote>',
]


@pytest.mark.parametrize("embed", EMBEDDED)
def test_an_embedded_post_stays_where_it_stood(embed):
    page = read_page(f"<html><body><article>{PROSE}{embed}{PROSE.replace('week', 'month')}</article></body></html>")
    (post,) = posts_of(page.body, len(page.body))
    assert post.words.text == "Forty carts crossed."
    assert post.address
    assert page.body.index("week 2") < post.words.start < page.body.index("month 1")


def test_every_post_of_a_page_is_kept_and_none_of_its_sidebar():
    posts = "".join(f"{embed.replace('Forty', str(n))}{PROSE}" for n, embed in enumerate(EMBEDDED))
    side = EMBEDDED[0].replace("Forty", "Sidelong")
    page = read_page(f"<html><body><article>{PROSE}{posts}</article><aside>{side}</aside></body></html>")
    assert len(posts_of(page.body, len(page.body))) == len(EMBEDDED)
    assert "Sidelong" not in page.body
