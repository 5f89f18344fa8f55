"""How Meedan Check is reached: GraphQL, as one team, whose every answer has `data`."""

import json
from typing import Any

from service.destinations import within
from service.sources.json_api import JsonApi

HOME = "https://check-api.checkmedia.org/api/graphql"
HINT = "Is the token right, and is it one of this team's?"
TOKEN = "X-Check-Token"  # noqa: S105 - the header's name


class CheckApi:
    """A team's side of it; `team` is its short name."""

    def __init__(self, api: JsonApi, team: str) -> None:
        self._api, self.team = api, team

    def say(self, statement: str, **variables: Any) -> dict[str, Any]:
        """What a statement is answered. Raises a `FetchFault`, or DeadlinePassed."""
        asked = {"query": statement, "variables": variables}
        told: dict[str, Any] = within(self._api.post(f"?team={self.team}", asked), "data")
        return told


def unpacked(told: Any) -> Any:
    """A value that Check gives as JSON, or as JSON within a string; None: it is neither."""
    try:
        return json.loads(told) if isinstance(told, str) else told
    except ValueError:
        return None
