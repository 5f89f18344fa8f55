"""What models cost, from the list that litellm ships, read without importing it."""

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

from service.models import Price

LIST = "model_prices_and_context_window_backup.json"


def listed_price(model: str) -> Price | None:
    """The listed price of a model, found with or without its provider; None when it is not listed."""
    listed = _listed().get(model) or _listed().get(model.partition("/")[2])
    if not listed:
        return None
    cached = listed.get("cache_read_input_token_cost")
    return Price(
        input=(listed.get("input_cost_per_token") or 0.0) * 1_000_000,
        output=(listed.get("output_cost_per_token") or 0.0) * 1_000_000,
        cached=None if cached is None else cached * 1_000_000,
    )


@cache
def _listed() -> dict[str, dict[str, Any]]:
    package = importlib.util.find_spec("litellm")
    places = (package.submodule_search_locations if package else None) or ()
    path = next((path for place in places if (path := Path(place) / LIST).is_file()), None)
    return json.loads(path.read_text(encoding="utf-8")) if path else {}
