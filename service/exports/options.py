"""What may be asked of a form beside the report."""

from typing import NamedTuple


class FormOptions(NamedTuple):
    """The `view` of a text; the `claim` of a form that tells one, and the address of the `page` on which it is
    published, by which `publisher`, whose `site` is which."""

    view: str | None = None
    claim: str | None = None
    page: str | None = None
    publisher: str | None = None
    site: str | None = None


PLAIN = FormOptions()
