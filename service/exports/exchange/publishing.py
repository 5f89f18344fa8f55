"""What schema.org's reviews have in common: the page, who publishes it, and nothing where there is nothing to say."""

from typing import Any

from service.errors import BadInput
from service.exports.options import FormOptions
from service.exports.safe import one_line, web_address


def page_address(asked: FormOptions, what: str) -> str:
    """The address of the page on which a review stands. Raises BadInput."""
    page = web_address(asked.page)
    if page is None:
        raise BadInput(f"A {what} stands on a page: its address is wanted, http or https.", "/page")
    return page


def organisation(asked: FormOptions) -> dict[str, Any] | None:
    """By whom a review is published, as the service is set."""
    if not asked.publisher:
        return None
    told = {"@type": "Organization", "name": one_line(asked.publisher), "url": web_address(asked.site)}
    return without_nothing(told)


def without_nothing(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
