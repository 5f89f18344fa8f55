"""What an operator may set, read once from CLAIMTRACE_ variables into one frozen value."""

import os
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import BadInput

PREFIX = "CLAIMTRACE_"


def version() -> str:
    """The installed distribution's version; a checkout that was never installed has none."""
    try:
        return metadata.version("claimtrace")
    except metadata.PackageNotFoundError:
        return "0+uninstalled"


def own_database() -> str:
    """A SQLite file in the user's data folder, as the XDG base directory specification places it."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return f"sqlite:///{Path(data) / 'claimtrace' / 'claimtrace.db'}"


class Settings(BaseSettings):
    """The operator's choices. Every default works out of the box."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    database_url: str = Field(
        default_factory=own_database,
        description="Where reports are kept, as SQLAlchemy names databases. A SQLite file in the user's data folder.",
    )
    host: str = Field("127.0.0.1", description="The address that `claimtrace serve` listens on.")
    port: int = Field(8000, ge=0, le=65535, description="The port that `claimtrace serve` listens on; 0 takes any.")
    threads: int = Field(64, ge=1, le=1024, description="How many requests are served at once.")
    ruleset: Path | None = Field(None, description="A ruleset file to weigh by instead of the one that ships.")
    registry: Path | None = Field(None, description="A registry file of outlets and alliances instead of ours.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="The least serious message that the service logs."
    )


def settings_from_environment(**chosen: Any) -> Settings:
    """The environment's settings, with what a command line chose in place of them. Raises BadInput."""
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper().removeprefix(PREFIX)
        raise BadInput(first["msg"], f"{PREFIX}{name}") from error
