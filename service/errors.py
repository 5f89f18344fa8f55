"""Every error the house can answer for, named once.

Claimtrace
├── Refused          the caller's input cannot be used            4xx
│   ├── BadInput         a field is missing, of the wrong type, or out of bounds   422
│   ├── Malformed        the body is not JSON, not UTF-8, not text                  400
│   ├── TooLarge         more bytes, sources or depth than a request may bring      413
│   ├── WrongMedia       a content type that is not read here                       415
│   ├── NotFound         no such report, job or webhook                             404
│   ├── Misdirected      asked under a name that is not this service's              421
│   ├── Conflict         what is asked for does not go with how it stands           409
│   ├── ChangedMeanwhile what was to be changed is not as its changer saw it        412
│   ├── MatchMissing     a change that does not say what it was made from           428
│   └── KeyReused        an Idempotency-Key that came with another request before   422
├── Busy             this house has no room just now                            503
│   ├── QueueFull        as many articles wait as are let wait                      503
│   └── TooManyStreams       as many lines are held open as are let be                  503
├── NotReady         something that work needs is not there                     503
├── NotInstalled     a library cannot be imported                               500
├── Superseded       this run of a job is over: another has taken its place     500
├── Stopped          this process stops, and leaves its work to the next one    500
├── BadPrompt        a prompt file, or what it is filled with, cannot be used   500
├── CassetteMiss     replaying, and this call was never recorded                500
└── Outside          something beyond this house did not answer   5xx
    ├── StoreUnavailable the database did not answer                                503
    ├── FetchFault       another server did not answer as it should                 502
    │   ├── FetchTimeout      it did not answer in time                             504
    │   ├── Unreachable       it cannot be found or connected to                    502
    │   ├── AddressRefused    its address is not one that this house calls          502
    │   ├── AnswerRefused     its answer is not one that this house takes           502
    │   ├── NoPage            it has no page there, or no longer                  502
    │   └── QuotaSpent        it answers no more for now: too often, or all paid for 503
    ├── ModelFault       a language model gave nothing that can be used             502
    │   ├── ModelUnavailable  it cannot be reached, or failed inside                503
    │   ├── ModelTimeout      it did not answer in time                             504
    │   ├── RateLimited       it asks us to wait                                    503
    │   ├── ModelRefused      it declined to answer                                 502
    │   ├── ContentFiltered   the provider's filter held the text back              502
    │   ├── Truncated         the reply was cut off at its limit                    502
    │   ├── PromptTooLong     the prompt is larger than the model can take          502
    │   ├── BadReply          the reply does not fit what was asked, twice          502
    │   ├── RequestRejected   the provider does not take the request                502
    │   ├── BadKey            the key is missing, wrong, or not allowed             502
    │   ├── NoCredit          the account has no credit left                        502
    │   └── NoSuchModel       the provider has no model of that name                502
    └── CallNotMade      a call to a model that this house decided not to make      503
        ├── CircuitOpen       the provider failed too often just now                503
        ├── DeadlinePassed    the article's time is used up                         504
        ├── BudgetSpent       the article's calls, tokens or dollars are used up    503
        └── Cancelled         somebody cancelled the article                        503
"""

from typing import ClassVar

# All that anybody outside is told of a fault that nobody foresaw.
OURS = "The fault is ours; the service's log tells more."


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


class Misdirected(Refused):
    """Asked under a name that is not this service's."""

    status, title = 421, "Misdirected request"


class Conflict(Refused):
    """What is asked for does not go with how the thing stands."""

    status, title = 409, "Conflict"


class ChangedMeanwhile(Refused):
    """What was to be changed is no longer as whoever changes it saw it."""

    status, title = 412, "Changed meanwhile"


class MatchMissing(Refused):
    """A change must say which state it was made from (`If-Match`)."""

    status, title = 428, "If-Match missing"


class KeyReused(Refused):
    """An Idempotency-Key names one request, and this is another."""

    status, title = 422, "Idempotency-Key reused"


class Busy(Claimtrace):
    """This house has no room just now. `retry_after`: seconds after which to try again."""

    status, title, retryable = 503, "Busy", True
    retry_after: ClassVar[int] = 5


class QueueFull(Busy):
    """As many articles wait as are let wait."""

    title = "Queue full"
    retry_after = 15


class TooManyStreams(Busy):
    """As many lines are held open, for streams, as are let be."""

    title = "Too many streams"


class NotReady(Claimtrace):
    """Something that work needs is not there."""

    status, title, retryable = 503, "Not ready", True


class NotInstalled(Claimtrace):
    """A library cannot be imported: whoever installed the service has to mend it."""

    title = "Installation not whole"

    def __init__(self, error: ImportError) -> None:
        super().__init__(f"The installation is not whole: {' '.join(str(error).split()).rstrip('.')}.")


class Superseded(Claimtrace):
    """This run of a job is over: the job was cancelled, or is run by somebody else."""

    title = "Run superseded"


class Stopped(Claimtrace):
    """This process stops, and leaves its work to the next one."""

    title = "Stopped"


class BadPrompt(Claimtrace):
    """A prompt file cannot be used, or was filled with other variables than it declares."""

    title = "Prompt unusable"


class CassetteMiss(Claimtrace):
    """Calls are replayed, and this one was never recorded: the whole run fails, for a report must not hide it."""

    title = "Not on the cassette"


class Outside(Claimtrace):
    """Something beyond this house did not answer as it should."""

    status, title, retryable = 502, "Outside fault", True


class StoreUnavailable(Outside):
    """The database did not answer."""

    status, title = 503, "Store unavailable"


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


class ModelFault(Outside):
    """A language model gave nothing that can be used. `retry_after`: seconds to wait, if the provider says so.
    `answered`: the provider said so itself, so that it is known what became of the call."""

    title, retryable = "Model fault", False

    def __init__(self, detail: str, retry_after: float | None = None, *, answered: bool = False) -> None:
        super().__init__(detail)
        self.retry_after, self.answered = retry_after, answered


class ModelUnavailable(ModelFault):
    """The model cannot be reached, or failed inside."""

    status, title, retryable = 503, "Model unavailable", True


class ModelTimeout(ModelFault):
    """The model did not answer in time."""

    status, title, retryable = 504, "Model timed out", True


class RateLimited(ModelFault):
    """The provider asks us to wait."""

    status, title, retryable = 503, "Rate limited by the provider", True


class ModelRefused(ModelFault):
    """The model declined to answer."""

    title = "Model refused"


class ContentFiltered(ModelFault):
    """The provider's content filter held the prompt or the reply back."""

    title = "Content filtered"


class Truncated(ModelFault):
    """The reply was cut off at its limit: a smaller question may fit."""

    title = "Reply truncated"


class PromptTooLong(ModelFault):
    """The prompt is larger than the model can take: a smaller one may fit."""

    title = "Prompt too long"


class BadReply(ModelFault):
    """The reply does not fit what was asked."""

    title = "Unusable reply"


class RequestRejected(ModelFault):
    """The provider does not take the request."""

    title = "Request rejected by the provider"


class BadKey(ModelFault):
    """The provider's key is missing, wrong, or not allowed to use the model."""

    title = "Key not accepted"


class NoCredit(ModelFault):
    """The provider's account has no credit left."""

    title = "No credit left"


class NoSuchModel(ModelFault):
    """The provider has no model of that name."""

    title = "No such model"


class CallNotMade(Outside):
    """A call to a model that this house decided not to make."""

    status, title, retryable = 503, "Call not made", False


class CircuitOpen(CallNotMade):
    """The provider failed too often just now, and is left alone for a while."""

    title, retryable = "Provider resting", True


class DeadlinePassed(CallNotMade):
    """The article's time is used up."""

    status, title, retryable = 504, "Deadline passed", True


class BudgetSpent(CallNotMade):
    """The article's calls, tokens or dollars are used up."""

    title = "Budget spent"


class Cancelled(CallNotMade):
    """Somebody cancelled the article."""

    title = "Cancelled"
