"""`claimtrace archive watch`: feeds are asked, and the pages that they tell of go into the desk's archive."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click

from service.bootstrap.watching import open_watch
from service.errors import StoreUnavailable
from service.exports.safe import one_line
from service.settings import settings_from_environment
from service.work.watching import FeedWatch, WatchTally

SHORTEST_WAIT_S = 1.0


def watch(feeds: Sequence[str], once: bool, every: int, newest: int, desk: str | None = None) -> None:
    """Look at feeds once, or each `every` minutes until interrupted. Raises BadInput for an address that may not be
    called, StoreUnavailable where the archive cannot be opened."""
    urls = tuple(dict.fromkeys(feeds))
    watch = open_watch(settings_from_environment(desk=desk), urls, timedelta(minutes=every), newest)
    if once:
        tally = watch.look(urls, _tell, all_due=True)
        click.echo(_summary(tally))
        if tally.feeds_failed:
            raise SystemExit(1)
        return
    while True:
        _look(watch, urls)


def _look(watch: FeedWatch, urls: Sequence[str]) -> None:
    """One look, and the wait for the next; a database that does not answer is asked again then."""
    wait_s = 60.0
    try:
        tally = watch.look(urls, _tell, all_due=False)
        if tally != WatchTally():
            click.echo(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {_summary(tally)}")
        wait_s = min(wait_s, (watch.due_at(urls) - datetime.now(UTC)).total_seconds())
    except StoreUnavailable as error:
        _tell(error.detail)
    time.sleep(max(wait_s, SHORTEST_WAIT_S))


def _tell(line: str) -> None:
    click.echo(one_line(line), err=True)


def _summary(told: WatchTally) -> str:
    return (
        f"Asked {told.asked:,} feeds: {told.unchanged:,} had not changed, {told.feeds_failed:,} could not be had."
        f" {told.items:,} new items. Pages: {told.kept:,} added, {told.there:,} were there already,"
        f" {told.later:,} are tried again later, {told.failed:,} could not be had."
    )
