"""What goes wrong beyond the house: its database, and other servers."""

from datetime import datetime

from service.errors.house import Claimtrace


class Outside(Claimtrace):
    """Something beyond this house did not answer as it should."""

    status, title, retryable = 502, "Outside fault", True


class StoreUnavailable(Outside):
    """The database did not answer."""

    status, title = 503, "Store unavailable"


class ServiceProblem(Outside):
    """A Claimtrace service that was asked over HTTP answered with a problem. `told` is its status, 0 where there was no
    answer."""

    title = "Service problem"

    def __init__(self, detail: str, told: int, field: str | None = None) -> None:
        super().__init__(detail, field)
        self.told = told


class FetchFault(Outside):
    """Another server did not answer as it should."""

    title = "Fetch fault"


class FetchTimeout(FetchFault):
    """The other server did not answer in time."""

    status, title = 504, "Fetch timed out"


class Unreachable(FetchFault):
    """The other server cannot be found or connected to."""

    title = "Server unreachable"


class AddressRefused(FetchFault):
    """The other server's address is not one that this house calls."""

    title, retryable = "Address refused", False


class AnswerRefused(FetchFault):
    """The other server's answer is not one that this house takes: too long, of another type, or ever elsewhere."""

    title, retryable = "Answer refused", False


class NoPage(FetchFault):
    """The other server has no page at that address, or no longer."""

    title, retryable = "No page", False


class QuotaSpent(FetchFault):
    """The other server answers no more for now: it was asked too often, or all that was paid for is used up."""

    status, title = 503, "Quota spent"
    wait_s = 0.0  # seconds that it asks to be left alone for


class HostResting(FetchFault):
    """The other server asked to be left alone until a moment."""

    status, title = 503, "Host resting"

    def __init__(self, detail: str, until: datetime) -> None:
        super().__init__(detail)
        self.until = until

    def __reduce__(self) -> tuple[type["HostResting"], tuple[str, datetime]]:
        return HostResting, (self.detail, self.until)
