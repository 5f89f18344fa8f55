"""A client's socket, and whether its client is late."""

import socket
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from service.cli.connection import ClientSocket, Connection, Pace, Phase, deadlines
from service.settings import Settings

LARGE = bytes(5_000_000)


@contextmanager
def pair():
    ours, theirs = socket.socketpair()
    with ClientSocket(ours) as client, theirs:
        theirs.settimeout(5)
        yield client, theirs


def test_what_the_client_does_not_take_at_once_is_kept_without_a_copy():
    with pair() as (client, theirs):
        client.sendall(b"head")
        client.sendall(LARGE)
        assert client.answers == {id(LARGE): len(LARGE)}
        heard = 0
        while heard < 4 + len(LARGE):
            heard += len(theirs.recv(1 << 20))
            client.send_unsent()
        assert not client.unsent


def test_a_stream_waits_for_its_client_and_gives_it_up_in_time():
    with pair() as (client, _):
        client.settimeout(0.05)
        with pytest.raises(BrokenPipeError):
            client.sendall(LARGE)


@pytest.fixture
def connection():
    ours, theirs = socket.socketpair()
    with theirs:
        connection = Connection(SimpleNamespace(), ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
        yield connection
        connection.close()


@pytest.mark.parametrize(
    ("moments", "late"),
    [
        ([(9, 0)], False),
        ([(10, 99)], True),
        ([(10, 100), (19, 0)], False),
        ([(10, 500), (20, 0)], True),
        ([(10, 100), (20, 100), (30, 100), (40, 99)], True),
        ([(12, 100), (21, 0), (22, 100)], False),
        ([(10, 900), (20, 900), (30, 900), (60, 900)], True),
    ],
)
def test_late_is_whose_time_is_up_or_who_moved_too_little_of_late(connection, moments, late):
    """At each moment, so many bytes more have come."""
    connection.enter(Phase.BODY, Pace(60, 100, 10), 0)
    for moment, came in moments:
        connection.received += came
        told = connection.late(moment)
    assert told is late


def test_each_phase_has_a_pace_but_that_of_a_thread():
    assert set(deadlines(Settings())) == set(Phase) - {Phase.ANSWER}
