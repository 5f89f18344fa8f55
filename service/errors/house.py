"""The root of all errors, what is refused to a caller, and what goes wrong within the house."""

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


class HeadTooLarge(TooLarge):
    """More headers, or longer ones, than one request may bring."""

    status, title = 431, "Headers too large"


class RequestTimeout(Refused):
    """The request did not come whole in time, or too slowly."""

    status, title, retryable = 408, "Request timeout", True


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


class NoProcess(Busy):
    """As many texts are read or written in processes of their own as are let be."""

    title = "No process free"


class Unfinished(Claimtrace):
    """What reads or writes a text was ended before it came to its end, and would be again."""

    title = "Not finished"


class TimeSpent(Unfinished):
    """It took more processor time than one text may."""

    title = "Processor time spent"


class MemorySpent(Unfinished):
    """It wanted more memory than one text may."""

    title = "Memory spent"


class ProcessDied(Unfinished):
    """The process that it was in died."""

    title = "Process died"


class RunsSpent(Unfinished):
    """A job was begun as often as one may be, and no run came to its end."""

    title = "Runs spent"


class TooManyConnections(Busy):
    """As many connections wait, or hold as many bytes, as are let; this one waited longest, or held most."""

    title = "Too many connections"


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


class Postponed(Claimtrace):
    """This run of a job is over before its first call to a model, for which the day's budget leaves no room: the job
    waits."""

    status, title, retryable = 503, "Postponed", True


class Stopped(Claimtrace):
    """This process stops, and leaves its work to the next one."""

    title = "Stopped"


class BadPrompt(Claimtrace):
    """A prompt file cannot be used, or was filled with other variables than it declares."""

    title = "Prompt unusable"


class CassetteMiss(Claimtrace):
    """Calls are replayed, and this one was never recorded: the whole run fails, for a report must not hide it."""

    title = "Not on the cassette"
