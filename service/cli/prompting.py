"""`claimtrace prompts`: what language models are asked by."""

import click

from service.analysts.llm import fingerprint
from service.bootstrap.language_models import prompts
from service.errors import BadInput
from service.settings import settings_from_environment


def show(name: str | None) -> None:
    known = prompts(settings_from_environment())
    if name is None:
        for prompt in known.values():
            called = f"{prompt.name}.{prompt.wording}" if prompt.wording else prompt.name
            click.echo(f"{called:<24} {fingerprint(prompt)}  returns {prompt.returns}")
    elif name in known:
        click.echo(f"# system\n\n{known[name].system}\n\n# user\n\n{known[name].user}")
    else:
        raise BadInput(f"There is no prompt {name}: {', '.join(known)}.")
