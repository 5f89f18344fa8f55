"""What all nouns are: values."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: equal when its fields are equal, never changed after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")
