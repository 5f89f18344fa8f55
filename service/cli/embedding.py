"""`claimtrace archive embed`: passages of the desk's archive get vectors."""

import sys

import click

from service.bootstrap import store_of
from service.bootstrap.embedding import embedder
from service.settings import settings_from_environment
from service.store.vectors import VectorStore
from service.work.embedding import EmbeddingTally, embed_waiting


def embed(desk: str | None) -> None:
    """All that wait, and then nothing is kept of other models. Raises BadInput, StoreUnavailable, a `ModelFault`."""
    settings = settings_from_environment(desk=desk)
    asked, vectors = embedder(settings), VectorStore(store_of(settings).database)
    made_by = vectors.made_by(asked.name)
    if made_by not in (None, asked.name):
        click.echo(f"The archive has vectors of {made_by}: they are made anew.", err=True)
    tally = embed_waiting(vectors, asked, tell=_progress)
    vectors.forget_others(asked.name)
    _progress(None)
    click.echo(
        f"Embedded {tally.passages:,} passages of {tally.documents:,} documents by {asked.name};"
        f" {tally.known:,} of them had been embedded before, as they stand. {tally.tokens:,} tokens."
    )
    if tally.failed:
        click.echo(f"{tally.failed:,} documents could not be embedded.", err=True)
        raise SystemExit(1)


def _progress(tally: EmbeddingTally | None) -> None:
    """How far, on standard error, if that is a terminal; None wipes the line."""
    if sys.stderr.isatty():
        click.echo(f"\r{tally.documents:,} documents" if tally else "\r\x1b[K", err=True, nl=False)
