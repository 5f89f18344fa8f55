"""`claimtrace secrets`: keys that seal secrets are made, and secrets are sealed under the first of them."""

import click

from service.bootstrap import store_of
from service.cli.granting import telling
from service.errors import BadInput
from service.settings import settings_from_environment
from service.store.sealing import new_key


def show_new_key() -> None:
    click.echo(new_key())


def rotate() -> None:
    """Of all desks."""
    store = store_of(settings_from_environment()).of(None)
    if not store.webhooks.sealer.seals:
        raise BadInput("Set the keys, the new one before the old.", "CLAIMTRACE_SEAL_KEYS")
    sealed = store.webhooks.seal(telling(store, None, "rotate_secrets"))
    click.echo(f"Sealed under the first key: the secrets of {sealed} webhooks.")
