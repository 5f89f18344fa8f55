"""What goes wrong with a language model, and why one is not asked."""

from service.errors.outside import Outside


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


class NotEmbedded(CallNotMade):
    """The archive's vectors are not of the model that is set."""

    title = "Archive not embedded"


class BudgetMet(CallNotMade):
    """What the desk, or the key that asked, may spend in a day leaves no room for this call."""

    title, retryable = "Budget of the day met", True


class PriceUnknown(CallNotMade):
    """What may be spent in a day is bounded in money, and nobody knows what the model costs."""

    title = "Price of the model not known"


class Cancelled(CallNotMade):
    """Somebody cancelled the article."""

    title = "Cancelled"
