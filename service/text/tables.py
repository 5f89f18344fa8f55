"""A desk's own tables, as TOML files."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from service.domain import Frozen
from service.errors import BadInput

Table = TypeVar("Table", bound=Frozen)


def read_table(path: Path, model: type[Table]) -> Table:
    """A desk's TOML file as `model`. Raises BadInput: `field` is the JSON pointer of the key that is wrong."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        key = "/".join(str(part) for part in first["loc"])
        raise BadInput(f"{path.name}: {key}: {first['msg']}", field=f"/{key}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is not TOML: {error}", field="") from error
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}", field="") from error
