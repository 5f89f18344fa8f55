"""Nothing is lost, paid twice or told twice, whatever befalls workers, database, disk and clock. Small here; at full
size by `python -m evals.bench.endurance`."""

import os
import subprocess

import pytest

from tests import endurance
from tests.endurance import Survival, Trial
from tests.fleet import fleet, wait_until
from tests.scripted_model import ScriptedModel, read_closely

CLOCK_REQUIRED = os.environ.get("CLAIMTRACE_TEST_CLOCK") == "required"


def whole(survival: Survival) -> bool:
    """Every job ended once, with the report of an undisturbed run, told without a gap; no call was made twice."""
    counts = {survival.done, survival.same, survival.gapless, survival.ended_once}
    return counts == {survival.jobs} and survival.twice == 0


def test_workers_killed_at_random_lose_nothing_and_pay_nothing_twice(database_url, tmp_path):
    survival = endurance.killed(database_url, tmp_path, count=8, kills=3, seed=7, pace_s=0.5)
    assert whole(survival), survival
    assert max(survival.runs) > 1, "no kill fell on a job that was under way"


def test_one_worker_killed_and_one_frozen_end_all_jobs_within_the_providers_limit(postgres_server, tmp_path):
    survival = endurance.killed_and_frozen(postgres_server.database(), tmp_path, count=40, limit=6, pace_s=0.1)
    assert whole(survival), survival
    assert survival.most_at_once <= 6
    assert max(survival.runs) > 1
    assert "was taken for dead" in (tmp_path / "workers.log").read_text()


def test_a_database_that_breaks_off_and_comes_back_costs_nothing(postgres_server, tmp_path):
    survival = endurance.database_away(postgres_server, tmp_path, count=12, pace_s=0.2, away_s=1)
    assert whole(survival), survival
    assert "the store is away" in (tmp_path / "workers.log").read_text()


def test_a_full_disk_is_told_clearly_and_waited_out(tmp_path):
    try:
        with endurance.small_disk(tmp_path) as disk:
            survival, told = endurance.disk_full(disk, tmp_path, count=8, pace_s=0.2, full_s=1)
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("This user may not mount a small disk of memory.")
    assert whole(survival), survival
    assert "disk is full" in told


def test_a_clock_that_is_set_back_an_hour_costs_nothing(database_url, tmp_path):
    library = endurance.faketime()
    if library is None:
        assert not CLOCK_REQUIRED
        pytest.skip("libfaketime is not installed here: Debian's package `faketime` brings it.")
    survival = endurance.clock_set_back(database_url, tmp_path, library, count=6, pace_s=0.2)
    assert whole(survival), survival


@pytest.mark.parametrize("grace_s", [1, 20])
def test_a_worker_that_is_told_to_stop_ends_what_it_can_and_leaves_the_rest(database_url, tmp_path, grace_s):
    with ScriptedModel(read_closely) as server:
        trial = Trial(database_url, 4, server, jobs_at_once=4, grace_s=grace_s)
        server.first_token_s = 2.0
        with fleet(trial.settings, tmp_path) as workers:
            trial.submit()
            first = workers.begin()
            assert wait_until(lambda: len(server.calls) > 20, 30)
            first.terminate()
            assert first.wait(30) == 0
            left = trial.house.store.jobs.queued().running
            assert (left > 0) == (grace_s == 1)
            workers.begin()
            assert wait_until(trial.over, 60)
            survival = trial.survival(0)
    assert whole(survival), survival
