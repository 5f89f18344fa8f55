"""`claimtrace recheck`: reports of the desk's are put on their way to be brought up to date."""

from datetime import UTC, date, datetime, time

import click

from service.bootstrap import open_desk
from service.errors import BadInput, NotFound
from service.settings import settings_from_environment


def recheck(reports: tuple[str, ...], since: str | None) -> None:
    """The last reports of the articles that these reports are on, or of all that have an open claim; a line for each
    job. Raises NotFound where a report is not kept, before any is on its way."""
    desk = open_desk(settings_from_environment())
    if reports and since:
        raise BadInput("Either reports or --since.")
    store = desk.store
    articles = [store.reports.article_of(id) for id in reports] or store.claims.open_since(_moment(since))
    told = 0
    for article in dict.fromkeys(articles):
        try:
            job, new = desk.verification.recheck(article)
        except NotFound as error:
            click.echo(f"{article}: {error.detail}", err=True)
            continue
        told += 1
        click.echo(f"{job.id}  {job.rechecks}{'' if new else '  (on its way already)'}")
    if not told:
        click.echo("No report is to be brought up to date.")


def _moment(day: str | None) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), time(), UTC) if day else None
    except ValueError as error:
        raise BadInput(f"--since is a day such as 2024-06-10, not {day!r}.") from error
