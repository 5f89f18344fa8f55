"""`claimtrace erase`: an article, or a person's name, is erased for good."""

import time
from functools import partial

import click

from service.bootstrap import store_of
from service.bootstrap.taping import take_off, tape_of
from service.cli.granting import telling
from service.domain import NamePreview
from service.exports.safe import one_line
from service.settings import settings_from_environment
from service.store import Store
from service.text.personal_names import PersonalName
from service.work.name_erasing import Tapes, erase_name

WAIT_S = 2.0


def article(id: str, desk: str | None, *, asked: bool) -> None:
    settings = settings_from_environment(desk=desk)
    store = store_of(settings)
    if not asked:
        click.confirm(f"Erase the article {id} with all that hangs on it, for good?", abort=True, err=True)
    off_tape = partial(take_off, settings, settings.desk)
    gone = store.erase.article(id, telling(store, store.desk, "erase_article"), off_tape)
    click.echo(f"Erased: {gone.jobs:,} jobs, {gone.reports:,} reports, {gone.deliveries:,} deliveries.")


def person(name: PersonalName, desk: str | None, *, all_desks: bool, asked: bool, tried: bool) -> None:
    """Show where the name stands, ask, and erase it, at one desk or at all of them."""
    settings = settings_from_environment(desk=desk)
    store = store_of(settings)
    desks = [one.name for one in store.desks.all()] if all_desks else [settings.desk]
    held = [one for one in desks if _shown(store.of(one), name)]
    if not held:
        click.echo("The name stands nowhere.")
    if tried or not held:
        return
    if not asked:
        click.confirm("Erase it there, for good?", abort=True, err=True)
    for one in held:
        _erase(store.of(one), name, partial(tape_of, settings))


def _shown(store: Store, name: PersonalName) -> bool:
    """Whether the name stands at a desk, or was half erased there."""
    told = store.names.preview(name)
    for place in told.shown:
        click.echo(one_line(f"{store.desk} · {place.kind} · {place.id} · …{place.words}…"))
    for line in _summary(told):
        click.echo(one_line(f"{store.desk}: {line}"))
    return bool(told.things) or store.names.under_way(name)


def _summary(told: NamePreview) -> list[str]:
    lines = [f"{kind}: {number:,}, {told.places[kind]:,} times" for kind, number in told.things.items()]
    if told.near_forms:
        near = ", ".join(f"{form} ({count})" for form, count in told.near_forms.items())
        lines.append(f"Not taken for the name, unless you add it with --also: {near}")
    if told.accounts:
        lines.append(f"Called so and let in, whose names stay until they are taken back: {', '.join(told.accounts)}")
    return lines


def _erase(store: Store, name: PersonalName, tapes: Tapes) -> None:
    begun = store.names.begin(name, telling(store, store.desk, "erase_name"), queued=False)
    while not erase_name(store, tapes, begun.id):
        click.echo(f"{store.names.get(begun.id).waits} runs under way may still bring it: waiting.", err=True)
        time.sleep(WAIT_S)
    done = store.names.get(begun.id).things
    told = ", ".join(f"{kind} {number:,}" for kind, number in done.items())
    click.echo(f"{store.desk}: erased ({begun.id}): {told or 'it stood nowhere any more'}.")
