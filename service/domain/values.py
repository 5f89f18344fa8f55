"""What all nouns are: values."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: equal when its fields are equal, never changed after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def absent(value: object) -> bool:
    """Whether a field that says nothing is left out where it is written: what was kept before there was such a field
    reads the same."""
    return value is None
