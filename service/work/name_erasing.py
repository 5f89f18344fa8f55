"""Erase a person's name from all that is kept: what stands in the database, and on the tape of the desk's calls."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from service.cassette import rewrite
from service.store import Store
from service.text.personal_names import PersonalName, changed_json
from service.work.jobs import StoreRetries

# The tape on which the calls of a desk are kept; None: they are on none.
Tapes = Callable[[str], Path | None]


class NameErasing:
    """Does so for one erasure after another. Done twice, it does nothing the second time."""

    def __init__(self, store: Store, tapes: Tapes, keep_trying: StoreRetries) -> None:
        self._store, self._tapes, self._keep_trying = store, tapes, keep_trying

    def run(self, task: str) -> None:
        """For one erasure, named as `main ers_…`. Raises Stopped when the process stops before the end: then it is run
        again."""
        desk, id = task.split()
        own = self._store.of(desk)
        if not self._keep_trying(partial(erase_name, own, self._tapes, id)):
            self._keep_trying(partial(own.names.later, id))


def erase_name(store: Store, tapes: Tapes, id: str) -> bool:
    """Go on with an erasure of a desk's; whether it has ended. Raises NotFound or StoreUnavailable."""
    return store.names.go_on(id, partial(_off_tape, tapes(store.desk or ""))).ended_at is not None


def _off_tape(tape: Path | None, name: PersonalName, number: int) -> int:
    """How many calls on a tape held the name, and do no more."""

    def change(line: str) -> str:
        if not name.may_stand_in(line, also=True):
            return line
        also = name.stands_in(line)
        return changed_json(line, partial(name.taken_out, number=number, also=also))

    return rewrite(tape, change) if tape is not None and tape.exists() else 0
