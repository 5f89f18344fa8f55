"""Nothing is lost, paid twice or told twice, whatever befalls workers, database, disk and clock. Small here; at full
size by `python -m evals.bench.endurance`."""

import os
import subprocess
from pathlib import Path

import pytest

from service.domain import Verdict
from tests import endurance
from tests.desk_endurance import budget_met, killed_desks
from tests.endurance import PATIENCE_S, Survival, Trial
from tests.fleet import Fleet
from tests.scripted_model import ScriptedModel, read_closely

CLOCK_REQUIRED = os.environ.get("CLAIMTRACE_TEST_CLOCK") == "required"


def whole(survival: Survival) -> bool:
    """Every job ended once, with the report of an undisturbed run, told without a gap; no call was made twice."""
    counts = {survival.done, survival.same, survival.gapless, survival.ended_once}
    return counts == {survival.jobs} and survival.twice == 0


def test_one_worker_killed_and_one_frozen_end_all_jobs_within_the_providers_limit(postgres_url, tmp_path):
    survival = endurance.killed_and_frozen(postgres_url, tmp_path, count=20, limit=6, pace_s=0.1)
    assert whole(survival), survival
    assert survival.most_at_once <= 6
    assert max(survival.runs) > 1
    assert "was taken for dead" in (tmp_path / "workers.log").read_text()


def test_a_database_that_breaks_off_and_comes_back_costs_nothing(postgres_server, tmp_path):
    survival = endurance.database_away(postgres_server, tmp_path, count=4, pace_s=0.2, away_s=1)
    assert whole(survival), survival
    assert "the store is away" in (tmp_path / "workers.log").read_text()


def test_a_full_disk_is_told_clearly_and_waited_out(tmp_path):
    try:
        with endurance.small_disk(tmp_path) as disk:
            survival, told = endurance.disk_full(disk, tmp_path, count=4, pace_s=0.2, full_s=1)
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("This user may not mount a small disk of memory.")
    assert whole(survival), survival
    assert "disk is full" in told


def test_a_clock_that_is_set_back_an_hour_costs_nothing(tables_url, tmp_path):
    library = endurance.faketime()
    if library is None:
        assert not CLOCK_REQUIRED
        pytest.skip("libfaketime is not installed here: Debian's package `faketime` brings it.")
    survival = endurance.clock_set_back(tables_url, tmp_path, library, count=4, pace_s=0.2)
    assert whole(survival), survival


def test_a_worker_that_is_told_to_stop_leaves_what_it_cannot_end_to_the_next(postgres_url, tmp_path):
    left, survival = told_to_stop(postgres_url, tmp_path, grace_s=1, answers=False)
    assert left > 0
    assert whole(survival), survival


def test_a_worker_that_is_told_to_stop_ends_what_it_can(lite_url, tmp_path):
    left, survival = told_to_stop(lite_url, tmp_path, grace_s=200, answers=True)
    assert left == 0
    assert whole(survival), survival
    assert survival.runs == {1: survival.jobs}


def told_to_stop(url: str, folder: Path, *, grace_s: int, answers: bool) -> tuple[int, Survival]:
    """How many jobs a worker left when it was told to stop with a call under way, and what came of them all. A model
    that holds the call lets go of it at once, or only when the worker is gone: by whether it `answers`."""
    left = []

    def befall(workers: Fleet) -> None:
        trial.submit()
        first = workers.begin()
        with trial.under_way():
            first.terminate()
            if not answers:
                assert first.wait(PATIENCE_S) == 0
        assert first.wait(PATIENCE_S) == 0
        left.append(trial.application.store.jobs.queued().running)
        workers.begin()

    with ScriptedModel(read_closely) as server:
        trial = Trial(url, 4, server, jobs_at_once=4, grace_s=grace_s)
        survival = trial.through(folder, 0.2, befall)
    return left[0], survival


def test_workers_of_two_desks_killed_at_random_lose_and_mix_up_nothing_and_account_for_every_call(tables_url, tmp_path):
    survival, accounts = killed_desks(tables_url, tmp_path, count=4, kills=2, seed=11, pace_s=0.5)
    assert whole(survival), survival
    assert max(survival.runs) > 1
    assert accounts.right, accounts
    assert accounts.replies == survival.calls


def test_a_budget_met_in_the_middle_of_an_article_by_three_workers_is_never_passed(tables_url, tmp_path):
    met = budget_met(tables_url, tmp_path, count=8, budget=0.16, pace_s=0.1)
    assert met.budget - 8 * met.most < met.spent <= met.budget, met
    assert met.parts > 0
    assert met.whole + met.parts + met.waiting == met.other_whole == 4
    assert set(met.verdicts) <= {Verdict.UNDETERMINED}
    assert met.answer == 429
    assert met.accounts.right, met.accounts
    assert met.accounts.replies == met.calls
