"""The constants of weighing, read from a file that a desk can change."""

from pathlib import Path

from service.domain import Ruleset
from service.text.tables import read_table

SHIPPED = Path(__file__).with_name("ruleset.toml")


def load_ruleset(path: Path | None = None) -> Ruleset:
    """The ruleset in a TOML file (None: the shipped one). Raises BadInput naming the key that is wrong."""
    return read_table(path or SHIPPED, Ruleset)
