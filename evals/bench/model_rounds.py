"""What one article costs with a language model, and how near its wall time comes to two rounds of calls.

Run `python -m evals.bench.model_rounds` in a checkout: it starts the scripted model of `tests/` at a model's pace.
Prints ratios, which hold on any machine: wall time to the critical path (the slowest reading call and then the slowest
judging call, as the server paces them), and eight articles at once to one.
"""

import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service.analysts.llm import PIECES
from service.bootstrap import open_application
from service.cassette import CallRecord
from service.domain import Dossier, Frozen
from service.intake.dossier import dossier_of
from service.intake.reading import request_from_json
from service.models import Reply
from service.models.taped import ModelQuestion
from service.settings import Settings
from service.verification import Verification
from tests.scripted_model import ScriptedModel, read_closely

ARTICLE = Path(__file__).with_name("port-senna.json")
FIRST_TOKEN_S, PER_TOKEN_S = 0.4, 0.01
AT_ONCE = 8


class Rounds(Frozen):
    """Calls and prompt tokens of one article; wall time to the critical path; eight articles at once to one."""

    claims: int
    documents: int
    calls: int
    prompt_tokens: int
    seconds: float
    critical_s: float
    to_critical: float
    eight_to_one: float


def measure(pace: str, first_token_s: float = FIRST_TOKEN_S, per_token_s: float = PER_TOKEN_S) -> Rounds:
    dossier = dossier_of(request_from_json(ARTICLE.read_bytes()))
    with (
        ScriptedModel(read_closely, first_token_s=first_token_s, per_token_s=per_token_s) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        tape = Path(folder) / "calls.jsonl"
        asked = {"model": "openai/scripted", "base_url": server.base_url, "cassette": tape, "model_pace": pace}
        settings = Settings.model_validate({**asked, "calls_in_flight": 64})
        verification = open_application(settings).verification
        _timed(verification, dossier)  # imports and lookup tables are not what is measured
        told = tape.read_text(encoding="utf-8").splitlines()
        one = _timed(verification, dossier)
        report = verification.report(dossier)
        eight = _eight(verification, dossier)
    critical = _critical([CallRecord.model_validate_json(line) for line in told], first_token_s, per_token_s)
    return Rounds(
        claims=len(report.findings),
        documents=report.coverage.documents,
        calls=report.run.calls,
        prompt_tokens=report.run.input_tokens,
        seconds=round(one, 2),
        critical_s=round(critical, 2),
        to_critical=round(one / critical, 3),
        eight_to_one=round(eight / one, 3),
    )


def _timed(verification: Verification, dossier: Dossier) -> float:
    started = time.perf_counter()
    verification.report(dossier)
    return time.perf_counter() - started


def _eight(verification: Verification, dossier: Dossier) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(verification.report, [dossier] * AT_ONCE))
    return time.perf_counter() - started


def _critical(records: list[CallRecord], first_token_s: float, per_token_s: float) -> float:
    """Seconds of the slowest call of each round, at the server's pace."""
    slowest: dict[str, float] = defaultdict(float)
    for record in records:
        if reply := record.answer(Reply):
            prompt, took = record.asked(ModelQuestion).prompt, first_token_s + per_token_s * reply.output_tokens
            slowest[prompt] = max(slowest[prompt], took)
    return sum(slowest.values())


if __name__ == "__main__":
    for pace in PIECES:
        figures = {"pace": pace, **measure(pace).model_dump()}
        sys.stdout.write("".join(f"{name:<14} {value}\n" for name, value in figures.items()))
