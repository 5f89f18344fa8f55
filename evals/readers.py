"""Who reads in a run: the embedded analyst, or a language model taped, replayed or live, built as the service does."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from evals.runner import Reader
from service import bootstrap
from service.analysts.embedded import Embedded
from service.analysts.embedded.stance import RULES, Rule
from service.bootstrap import language_models
from service.cassette import TapeMode
from service.errors import BadInput
from service.settings import Settings, settings_from_environment
from service.verification import Verification

CASSETTES = Path(__file__).parent / "cassettes"
SERVICE = Path(bootstrap.__file__).parents[1]


class Choice(NamedTuple):
    """What an operator chose: `model` None is the embedded analyst, or, on replay, the model of the tape; `prompts`
    are files to use in place of ours, by prompt."""

    llm: bool = False
    model: str | None = None
    prompts: Mapping[str, Path] = {}
    mode: TapeMode = TapeMode.REPLAY
    cassette: Path | None = None


@contextmanager
def opened(choice: Choice) -> Iterator[tuple[Reader, Verification]]:
    """The reader, and the use cases as it serves them. Raises BadInput, BadPrompt or Malformed."""
    if not choice.llm:
        yield Reader(analyst="embedded", code=code()), by_rules()
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(choice, Path(folder))
        verification = bootstrap.open_application(settings).verification
        told = Reader(
            analyst="llm", code=code(), model=verification.usual, prompts=language_models.fingerprints(settings)
        )
        yield told, verification


def by_rules(rules: Sequence[Rule] = RULES) -> Verification:
    """The embedded analyst with these rules of stance, by the ruleset and the registry that ship."""
    verification = bootstrap.open_application(Settings(archive_documents=0)).verification
    choice = verification.analysts[bootstrap.EMBEDDED]
    ruled = replace(choice, reader=lambda *_: Embedded(rules))
    return replace(verification, analysts={bootstrap.EMBEDDED: ruled})


def code() -> str:
    """Twelve hex digits that change with the code, the lexicon and the ruleset of the service."""
    digest = hashlib.sha256()
    for path in sorted(path for path in SERVICE.rglob("*") if path.suffix in {".py", ".toml"}):
        digest.update(str(path.relative_to(SERVICE)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _settings(choice: Choice, folder: Path) -> Settings:
    """The environment's settings with what was chosen; `folder` takes the prompts where some are replaced."""
    tape = choice.cassette if choice.mode is not TapeMode.LIVE else None
    if choice.mode is TapeMode.REPLAY and (tape is None or not tape.is_file()):
        raise BadInput(f"Nothing is recorded in {tape}: record it first with --record, or ask with --live.")
    settings = settings_from_environment(
        model=choice.model, cassette=tape, cassette_mode=choice.mode, archive_documents=0
    )
    if settings.model is None and tape and tape.is_file():
        settings = settings.model_copy(update={"model": language_models.taped_model(tape)})
    if settings.model in {None, bootstrap.EMBEDDED}:
        raise BadInput("Say which language model reads: --model NAME, or CLAIMTRACE_MODEL.")
    return _with_prompts(settings, choice.prompts, folder) if choice.prompts else settings


def _with_prompts(settings: Settings, replaced: Mapping[str, Path], folder: Path) -> Settings:
    """Settings whose prompts are ours but for those that are replaced."""
    shutil.copytree(settings.prompts or language_models.PROMPTS, folder, dirs_exist_ok=True)
    for name, path in replaced.items():
        if not (folder / f"{name}.md").is_file():
            raise BadInput(f"There is no prompt {name}.")
        if not path.is_file():
            raise BadInput(f"{path}: no such file.")
        shutil.copyfile(path, folder / f"{name}.md")
    wordings = {name: wording for name, wording in settings.wordings.items() if name not in replaced}
    return settings.model_copy(update={"prompts": folder, "wordings": wordings})
