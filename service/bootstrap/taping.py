"""Settings in, the tape out that calls to models and fetches share."""

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.cassette import Cassette, FileLog, NoLog, TapeMode, rewrite
from service.domain import MAIN_DESK
from service.errors import BadInput
from service.settings import Settings


def cassette_of(settings: Settings, desk: str = MAIN_DESK) -> Cassette:
    """A desk's own: `calls.jsonl` is the main one's, and `calls.harbour.jsonl` that of the desk `harbour`. Raises
    BadInput for a file that cannot be used."""
    path, mode, days = tape_of(settings, desk), settings.cassette_mode, settings.cassette_days
    if path is None and mode is not TapeMode.LIVE:
        raise BadInput(f"To {mode} calls, name the file.", "CLAIMTRACE_CASSETTE")
    since = datetime.now(UTC) - timedelta(days=days) if days and mode is not TapeMode.REPLAY else None
    return Cassette(log_of(path, mode, since) if path else NoLog(), mode, _now)


def tape_of(settings: Settings, desk: str) -> Path | None:
    """The file in which a desk's calls are kept; None: in none."""
    path = settings.cassette
    return path.with_name(f"{path.stem}.{desk}{path.suffix}") if path and desk != MAIN_DESK else path


def take_off(settings: Settings, desk: str, keys: Collection[str]) -> int:
    """Take calls off a desk's tape; how many it held."""
    tape = tape_of(settings, desk)

    def change(line: str) -> str | None:
        return None if json.loads(line)["key"] in keys else line

    return rewrite(tape, change) if keys and tape is not None and tape.exists() else 0


def log_of(path: Path, mode: TapeMode, since: datetime | None = None) -> FileLog:
    """The calls that a file holds. Raises BadInput for one that is not there, or cannot be written."""
    if mode is TapeMode.REPLAY and not path.is_file():
        raise BadInput(f"{path}: no such file.", "CLAIMTRACE_CASSETTE")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileLog(path, since)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}.", "CLAIMTRACE_CASSETTE") from error


def _now() -> datetime:
    return datetime.now(UTC)
