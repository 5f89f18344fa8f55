"""What small articles leave behind in memory: a server and its worker, as they ship, are to be as large after the last
as after the first thousand.

Run `python -m evals.bench.memory [COUNT]` in a checkout; 5,000 unless told. A line is printed for every 500 articles,
each of which got its report, once nothing is under way.
"""

import http.client
import json
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from evals.bench.connections import HOST, JSON, serving
from evals.bench.processes import Sizes, sizes
from evals.bench.texts import news, request

COUNT, STEP, AT_ONCE = 5_000, 500, 16
ARTICLE, SOURCE = 600, 400  # characters of each text


def measure(count: int) -> list[tuple[int, float, Counter[str], Sizes]]:
    """For every 500 articles: how many there were by then, seconds they took, what was answered, and the sizes."""
    told = []
    with serving(Path(tempfile.mkdtemp())) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        for first in range(0, count, STEP):
            began = time.monotonic()
            numbers = range(first, min(first + STEP, count))
            answered = Counter(pool.map(partial(_reported, server.port), numbers))
            told.append((numbers.stop, time.monotonic() - began, answered, sizes(server.pid)))
            sys.stdout.write(_line(*told[-1]))
            sys.stdout.flush()
    return told


def _reported(port: int, number: int) -> str:
    """What an article of its own was answered in the end."""
    seeds = range(10 * number, 10 * number + 3)
    body, *sources = (news(seed, SOURCE if seed > seeds.start else ARTICLE) for seed in seeds)
    wire = http.client.HTTPConnection(HOST, port, timeout=180)
    wire.request("POST", "/v1/articles", json.dumps(request(body, sources)), JSON | {"Prefer": "wait=120"})
    answer = wire.getresponse()
    answer.read()
    wire.close()
    return str(answer.status)


def _line(articles: int, seconds: float, answered: Counter[str], held: Sizes) -> str:
    figures = " ".join(f"{name} {value}" for name, value in held._asdict().items())
    return f"{articles:>6} articles, the last in {seconds:.0f} s, {dict(answered)}: {figures}\n"


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
