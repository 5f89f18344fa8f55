"""`claimtrace archive`: what is done with the desk's own documents. Its help needs nothing but click."""

import click

from service.cli.options import of_desk


@click.group()
def archive() -> None:
    """The desk's own archive of documents, in which claims are looked up."""


@archive.command("add")
@click.argument("name", metavar="FILE|FOLDER|URL|-")
@of_desk
def archive_add(name: str, desk: str | None) -> None:
    """Keep documents: text, HTML, PDF, JSON of a request's sources (one, many, or one a line), ninjs, WARC, or the page
    at URL. What is there already is not kept twice: an interrupted run is begun again as it was."""
    from service.cli.archiving import add  # noqa: PLC0415

    add(name, desk)


@archive.command("watch")
@click.argument("feeds", metavar="FEED...", nargs=-1, required=True)
@click.option("--once", is_flag=True, help="Ask all of them now, have what they tell of, and end.")
@click.option("--every", metavar="MINUTES", type=click.IntRange(1, 10_080), default=15, show_default=True)
@click.option(
    "--newest", metavar="N", type=click.IntRange(1, 50_000), default=200, show_default=True, help="Items of each feed."
)
@of_desk
def archive_watch(feeds: tuple[str, ...], once: bool, every: int, newest: int, desk: str | None) -> None:
    """Keep the pages that FEED tells of: the addresses of RSS, Atom, JSON Feed, sitemaps or indexes of them, until
    interrupted. What was seen is kept: a watch that was killed is begun again as it was."""
    from service.cli.watching import watch  # noqa: PLC0415

    watch(feeds, once, every, newest, desk)


@archive.command("embed")
@of_desk
def archive_embed(desk: str | None) -> None:
    """Embed passages that have no vectors of CLAIMTRACE_EMBEDDINGS_MODEL, and take out those of other models. Workers
    do so by themselves as long as the model stays; an interrupted run is begun again as it was."""
    from service.cli.embedding import embed  # noqa: PLC0415

    embed(desk)


@archive.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--language", metavar="TAG", help="Only documents in it, such as `en`.")
@click.option("--from", "since", metavar="DAY", help="Published on this day or later, or undated.")
@click.option("--to", "until", metavar="DAY", help="Published on this day or earlier, or undated.")
@click.option("--limit", metavar="N", type=click.IntRange(1, 500), default=10, show_default=True)
@of_desk
def archive_search(
    words: tuple[str, ...], language: str | None, since: str | None, until: str | None, limit: int, desk: str | None
) -> None:
    """Show the documents whose passages bear most on WORDS."""
    from service.cli.archiving import search  # noqa: PLC0415

    search(" ".join(words), language, since, until, limit, desk)
