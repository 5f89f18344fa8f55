"""Entries of the registry as somebody brings them."""

from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from service.domain import Actor, Alliance, Grade, Outlet, RegistryKind
from service.errors import BadInput
from service.intake.fields import YEARS, Brought, Line, Lines, Name, Url, given
from service.intake.reading import shaped
from service.intake.request import AllianceIn
from service.text.urls import site_of

Year = Annotated[int, Field(ge=YEARS.start, lt=YEARS.stop, description="The year in which all of this was known.")]
Short = Annotated[Line, Field(max_length=500)]


class EntryIn(Brought):
    """What outlets and actors have alike. Empty texts and nulls are absent fields."""

    name: Annotated[Name, Field(max_length=200)]
    aliases: Lines = ()
    as_of: Year | None = None
    note: Short | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_sent(cls, fields: object) -> object:
        return given(fields)


class OutletIn(EntryIn):
    """An outlet: its name at an address that is not its own is nobody known."""

    domains: Lines = Field((), description="An address under one of these is the outlet.")
    grade: Grade = Field(Grade.F, description="Admiralty reliability; F, cannot be judged, is no bad mark.")
    owner: Short | None = Field(None, description='Whose it is in the end; a state\'s is "Government of …".')
    wire: bool = Field(False, description="An agency: texts that credit it are its own.")
    country: str | None = Field(None, pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")


class ActorIn(EntryIn):
    """A party that makes claims. All its names are one party; what comes from its accounts is officially its own."""

    accounts: Lines = Field((), description="Addresses of its own accounts, such as https://x.com/NAME.")
    source_url: Url | None = None

    @field_validator("accounts")
    @classmethod
    def _are_accounts(cls, accounts: tuple[str, ...]) -> tuple[str, ...]:
        for one in accounts:
            if "/" not in (site_of(one) or ""):
                raise ValueError(
                    f"Should be the address of an account, such as https://x.com/NAME: {one[:80]!r} is not."
                )
        return accounts


SHAPES: dict[RegistryKind, type[OutletIn | ActorIn | AllianceIn]] = {
    RegistryKind.OUTLETS: OutletIn,
    RegistryKind.ACTORS: ActorIn,
    RegistryKind.ALLIANCES: AllianceIn,
}
Entry = Outlet | Actor | Alliance


def entry_from(kind: RegistryKind, fields: dict[str, Any], at: str = "") -> dict[str, Any]:
    """The entry as it is kept, without what says nothing. Raises BadInput, which names the field below `at`."""
    try:
        told = shaped(SHAPES[kind], fields)
    except BadInput as error:
        raise BadInput(error.detail, f"{at}{error.field or ''}") from error
    return told.model_dump(mode="json", exclude_defaults=True)
