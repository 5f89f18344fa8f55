"""A person's name that is erased wherever it stands."""

from datetime import datetime

from service.domain.values import Frozen


class NamePlace(Frozen):
    """Where a name stands: in what kind of thing, under which id, and among which words."""

    kind: str
    id: str
    words: str


class NamePreview(Frozen):
    """Where a name stands: in how many things of each kind, and how often; some of the places, with their words.
    `near_forms` may mean the same person and are not taken for the name: how often each stands where the name does.
    `accounts` are ids of keys and people who are called so and let in: their names stay until they are taken back."""

    things: dict[str, int]
    places: dict[str, int]
    shown: tuple[NamePlace, ...]
    near_forms: dict[str, int]
    accounts: tuple[str, ...]


class NameErasure(Frozen):
    """A name that is being erased, or was (`ended_at`); in how many things of each kind it was so far. The name itself
    is kept until then and no longer, and is not told here. `waits`: runs that were under way when it was asked for,
    and may still keep it."""

    id: str
    things: dict[str, int]
    waits: int
    created_at: datetime
    ended_at: datetime | None
