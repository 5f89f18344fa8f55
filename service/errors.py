"""Every error the house can answer for, named once.

Claimtrace
├── Refused          the caller's input cannot be used            4xx
│   ├── BadInput         a field is missing, of the wrong type, or out of bounds   422
│   ├── Malformed        the body is not JSON, not UTF-8, not text                  400
│   ├── TooLarge         more bytes, sources or depth than a request may bring      413
│   ├── WrongMedia       a content type that is not read here                       415
│   └── NotFound         no such report                                             404
└── Outside          something beyond this house did not answer   5xx
    └── StoreUnavailable the database did not answer                                503
"""

from typing import ClassVar


class Claimtrace(Exception):
    """The root: an error with a status, a short title, and whether trying again may help."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field

    @property
    def kind(self) -> str:
        """The short name that failures and problems carry: `bad_input` for BadInput."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class Refused(Claimtrace):
    """The caller's input cannot be used as it is."""

    status, title = 400, "Request refused"


class BadInput(Refused):
    """A field is missing, of the wrong type, or out of bounds. `field` is a JSON pointer."""

    status, title = 422, "Invalid field"


class Malformed(Refused):
    """The bytes are not what they are said to be."""

    status, title = 400, "Malformed input"


class TooLarge(Refused):
    """More than one request may bring."""

    status, title = 413, "Too large"


class WrongMedia(Refused):
    """A content type that is not read here."""

    status, title = 415, "Unsupported media type"


class NotFound(Refused):
    """There is nothing of that name."""

    status, title = 404, "Not found"


class Outside(Claimtrace):
    """Something beyond this house did not answer as it should."""

    status, title, retryable = 502, "Outside fault", True


class StoreUnavailable(Outside):
    """The database did not answer."""

    status, title = 503, "Store unavailable"
