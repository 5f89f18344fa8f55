"""What goes wrong where it is asked who somebody is, and what they may do."""

from service.errors.house import Refused


class NotSignedIn(Refused):
    """Nobody knows who asks: there is no key, or none that holds. `given`: one was given."""

    status, title = 401, "Not signed in"

    def __init__(self, detail: str, *, given: bool = False) -> None:
        super().__init__(detail)
        self.given = given


class NotAllowed(Refused):
    """Whoever asks is known, and may not do this. `scope`: what they would have to be let do, if that is it."""

    status, title = 403, "Not allowed"

    def __init__(self, detail: str, scope: str | None = None) -> None:
        super().__init__(detail)
        self.scope = scope


class TooManyRequests(Refused):
    """More requests than whoever asks may make. `wait_s`: seconds after which it may be tried again; `policies` name
    the limits."""

    status, title, retryable = 429, "Too many requests", True

    def __init__(self, detail: str, wait_s: int, *policies: str) -> None:
        super().__init__(detail)
        self.wait_s, self.policies = wait_s, policies
