"""Whatever one request holds, it is answered for within its bound, the health page answers at once meanwhile, and
another article gets its report. One house for all, as it ships but for less time and memory to each article; the system
keeps those bounds, so that whoever has a report kept within them."""

import http.client
import json
import threading
from itertools import count

import pytest

from evals.bench.connections import HOST, JSON, Probe, serving, submitted
from evals.bench.processes import sizes
from tests.fleet import GUARD_S

PROCESSOR_S, MEMORY_MB = 4, 600
SAID = "The Dune Guard captured the Arun bridge on Monday, it said. "
OTHERS = count(1)


def page(inner):
    return f"<html><head><title>Bridge taken</title></head><body><article><p>{SAID}</p>{inner}</article></body></html>"


def request(body="", sources=(), html=None):
    told = [{"publisher": f"Post {number}", **source} for number, source in enumerate(sources)]
    return {"article": {"html": html} if html else {"body": body}, "sources": told}


ATTRIBUTES = f"<p {' '.join(f'a{number}=1' for number in range(100_000))}>x</p>"
CAPTIONED = "".join(f"<figure><img src=/{n}.jpg><figcaption>{SAID} {n}</figcaption></figure>" for n in range(200))
LONG_FIELDS = [{"publisher": "a." * 250, "title": "b." * 500, "text": SAID + "c." * 2_000} for _ in range(20)]
DOCUMENTS = [{"text": f"The library of {place} opens at nine. " * 5_000} for place in ("Ora", "Mereth", "Ilmen")]
# What comes of it: 201, a report, which is then shown as a page; 422, refused at the door.
ROWS = {
    "A host without an end": (request(SAID + "a." * 60_000), 201),
    "A long fields": (request(SAID, LONG_FIELDS), 201),
    "B attributes in the article": (request(html=page(ATTRIBUTES)), 422),
    "B attributes in a source": (request(SAID, [{"html": page(ATTRIBUTES)}]), 422),
    "B2 words in bold": (request(html=page(f"<p>{'<b>x</b>' * 29_000}</p>")), 201),
    "B2 captions": (request(html=page(CAPTIONED)), 201),
    "B2 pictures": (request(html=page("<img src=/a.jpg>" * 29_000)), 422),
    "C zeros for sources": ({"article": {"body": SAID}, "sources": [0] * 1_600_000}, 422),
    "D titles of titles": (request("Mr of " * 9_000), 201),
    "D replies": (request(SAID + "Reply " * 9_000), 201),
    "F long documents": (request(SAID, DOCUMENTS), 201),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("house"), article_processor_s=PROCESSOR_S, article_memory_mb=MEMORY_MB) as one:
        submitted(one.port, 0)  # once all is imported
        yield one


def asked(port, method, path, value=None):
    """The status and what was told. A report is waited for."""
    wire = http.client.HTTPConnection(HOST, port, timeout=GUARD_S)
    wire.request(method, path, json.dumps(value) if value else None, JSON | {"Prefer": f"wait={GUARD_S:.0f}"})
    answer = wire.getresponse()
    return answer.status, answer.read()


def meanwhile(house, value):
    """What a request was answered while others were served as ever."""
    told = []
    asking = threading.Thread(target=lambda: told.append(asked(house.port, "POST", "/v1/articles", value)))
    with Probe(house.port) as probe:
        asking.start()
        other = submitted(house.port, next(OTHERS))
        asking.join()
    assert "findings" in other
    assert probe.median_s < 0.1
    return told[0][0], json.loads(told[0][1])


@pytest.mark.parametrize(("value", "status"), ROWS.values(), ids=ROWS)
def test_it_costs_nobody_else_anything(house, value, status):
    came, told = meanwhile(house, value)
    assert came == status
    if status == 201:
        assert told["coverage"]["failures"] == [], "all of it was read within the bounds"
        assert asked(house.port, "GET", f"/v1/reports/{told['id']}?format=html")[0] == 200
    else:
        assert 0 < len(told["errors"]) <= 20
    assert sizes(house.pid).worker_mb < 300


def test_what_takes_more_than_it_may_is_one_run_and_one_failure_in_plain_words(house):
    heavy = request(SAID * 300, [{"text": f"{SAID}{n} " * 2_500} for n in range(25)])
    came, told = meanwhile(house, heavy)
    assert (came, told["state"], told["attempt"]) == (202, "failed", 1)
    assert told["failure"]["kind"] == "time_spent"
    assert told["failure"]["detail"] == f"It took more than {PROCESSOR_S} s of processor time, and was ended."
    events = asked(house.port, "GET", f"/v1/jobs/{told['id']}/events")[1]
    assert events.count(b"event: job.failed") == 1
    assert asked(house.port, "GET", "/readyz")[0] == 200
