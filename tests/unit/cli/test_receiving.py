"""Where a request ends does not depend on how its bytes come."""

from itertools import pairwise

import pytest
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from service.cli.receiving import Incoming
from service.errors import Malformed, TooLarge

CONFIG = Config()
HEAD = b"POST /v1/articles HTTP/1.1\r\nHost: a\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
REQUESTS = (
    (HEAD + b"\r\n", b""),
    (b"\r\n\r\nGET / HTTP/1.0\r\n\r\n", b""),
    (HEAD + b"Content-Length: 5\r\n\r\nab\r\n\r", b"ab\r\n\r"),
    (CHUNKED + b"0\r\n\r\n", b""),
    (CHUNKED + b'3;x="y"\r\nabc\r\n00C ;a\r\n0\r\n\r\n0\r\n\r\n12\r\n0\r\n\r\n', b"abc0\r\n\r\n0\r\n\r\n12"),
    (CHUNKED + b"1\r\n\n\r\n0\r\nSum: 1\r\nX: 2\r\n\r\n", b"\n"),
)


def received(pieces):
    """The bodies of the requests in a stream of bytes, as gunicorn reads them, and what is left of it."""
    bodies, incoming = [], Incoming(CONFIG, ("127.0.0.1", 1))
    for piece in pieces:
        left = incoming.take(piece)
        while incoming.whole:
            bodies.append(next(incoming).body.read())
            assert incoming.finish_body()
            incoming = Incoming(CONFIG, ("127.0.0.1", 1))
            left = incoming.take(left)
        assert not left
    return bodies, incoming.size


@given(st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=4), st.lists(st.integers(0, 500), max_size=12))
def test_a_stream_of_requests_may_be_cut_anywhere(requests, cuts):
    stream = b"".join(said for said, _ in requests)
    ends = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    pieces = [stream[start:end] for start, end in pairwise(ends)]
    assert received(pieces) == ([body for _, body in requests], 0)


@given(st.sampled_from(REQUESTS), st.data())
def test_a_request_is_whole_with_its_last_byte_and_not_before(request_, data):
    said, _ = request_
    incoming = Incoming(CONFIG, ("127.0.0.1", 1))
    incoming.take(said[: data.draw(st.integers(0, len(said) - 1))])
    assert not incoming.whole


@pytest.mark.parametrize("line", [b"-1", b"0x5", b"1_0", b" 5", b"5\r", b"5 ", b"", b"\xd9\xa3", b"5 5", b"1" * 17])
def test_a_size_that_is_none_is_malformed(line):
    with pytest.raises(Malformed):
        Incoming(CONFIG, ("127.0.0.1", 1)).take(CHUNKED + line + b"\r\n")


def test_what_is_too_much_is_said_before_it_comes():
    for said in (HEAD + b"Content-Length: 5000001\r\n\r\n", CHUNKED + b"4C4B41\r\n", CHUNKED + b"FFFFFFFFFFFFFFFF\r\n"):
        with pytest.raises(TooLarge):
            Incoming(CONFIG, ("127.0.0.1", 1)).take(said)
