"""Every error the house can answer for, named once.

Claimtrace
├── Refused          the caller's input cannot be used            4xx
│   ├── BadInput         a field is missing, of the wrong type, or out of bounds   422
│   ├── Malformed        the body is not JSON, not UTF-8, not text                  400
│   ├── TooLarge         more bytes, sources or depth than a request may bring      413
│   │   └── HeadTooLarge     more bytes of headers than a request may bring             431
│   ├── RequestTimeout   the request did not come whole in time                     408
│   ├── WrongMedia       a content type that is not read here                       415
│   ├── NotSignedIn      nobody knows who asks                                      401
│   ├── NotAllowed       whoever asks is known, and may not do this                 403
│   ├── TooManyRequests  more requests than whoever asks may make                   429
│   ├── NotFound         no such report, job or webhook                             404
│   ├── Misdirected      asked under a name that is not this service's              421
│   ├── Conflict         what is asked for does not go with how it stands           409
│   ├── ChangedMeanwhile what was to be changed is not as its changer saw it        412
│   ├── MatchMissing     a change that does not say what it was made from           428
│   └── KeyReused        an Idempotency-Key that came with another request before   422
├── Busy             this house has no room just now                            503
│   ├── QueueFull        as many articles wait as are let wait                      503
│   ├── TooManyStreams       as many lines are held open as are let be                  503
│   ├── TooManyConnections   as many connections wait, or hold as much, as is let be    503
│   └── NoProcess            as many texts are read or written as are let be            503
├── Unfinished       what reads or writes a text was ended before its end       500
│   ├── TimeSpent            it took more processor time than one text may              500
│   ├── MemorySpent          it wanted more memory than one text may                    500
│   ├── ProcessDied          the process that it was in died                            500
│   └── RunsSpent            its job was begun as often as one may be, and never ended  500
├── NotReady         something that work needs is not there                     503
├── NotInstalled     a library cannot be imported                               500
├── Superseded       this run of a job is over: another has taken its place     500
├── Postponed        this run of a job is over before its first call: it waits  503
├── Stopped          this process stops, and leaves its work to the next one    500
├── BadPrompt        a prompt file, or what it is filled with, cannot be used   500
├── CassetteMiss     replaying, and this call was never recorded                500
└── Outside          something beyond this house did not answer   5xx
    ├── StoreUnavailable the database did not answer                                503
    ├── ServiceProblem   a service of this kind, asked over HTTP, answered with a problem  502
    ├── FetchFault       another server did not answer as it should                 502
    │   ├── FetchTimeout      it did not answer in time                             504
    │   ├── Unreachable       it cannot be found or connected to                    502
    │   ├── AddressRefused    its address is not one that this house calls          502
    │   ├── AnswerRefused     its answer is not one that this house takes           502
    │   ├── NoPage            it has no page there, or no longer                  502
    │   ├── QuotaSpent        it answers no more for now: too often, or all paid for 503
    │   └── HostResting       it asked to be left alone for a while                 503
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
        ├── NotEmbedded       the archive's vectors are not of the model that is set 503
        ├── BudgetMet         so are the desk's, or the key's, of the day           503
        ├── PriceUnknown      there is a budget of money, and the model has no price 503
        └── Cancelled         somebody cancelled the article                        503
"""

from service.errors.access import NotAllowed, NotSignedIn, TooManyRequests
from service.errors.house import (
    OURS,
    BadInput,
    BadPrompt,
    Busy,
    CassetteMiss,
    ChangedMeanwhile,
    Claimtrace,
    Conflict,
    HeadTooLarge,
    KeyReused,
    Malformed,
    MatchMissing,
    MemorySpent,
    Misdirected,
    NoProcess,
    NotFound,
    NotInstalled,
    NotReady,
    Postponed,
    ProcessDied,
    QueueFull,
    Refused,
    RequestTimeout,
    RunsSpent,
    Stopped,
    Superseded,
    TimeSpent,
    TooLarge,
    TooManyConnections,
    TooManyStreams,
    Unfinished,
    WrongMedia,
)
from service.errors.models import (
    BadKey,
    BadReply,
    BudgetMet,
    BudgetSpent,
    CallNotMade,
    Cancelled,
    CircuitOpen,
    ContentFiltered,
    DeadlinePassed,
    ModelFault,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    NoCredit,
    NoSuchModel,
    NotEmbedded,
    PriceUnknown,
    PromptTooLong,
    RateLimited,
    RequestRejected,
    Truncated,
)
from service.errors.outside import (
    AddressRefused,
    AnswerRefused,
    FetchFault,
    FetchTimeout,
    HostResting,
    NoPage,
    Outside,
    QuotaSpent,
    ServiceProblem,
    StoreUnavailable,
    Unreachable,
)

__all__ = [
    "OURS",
    "AddressRefused",
    "AnswerRefused",
    "BadInput",
    "BadKey",
    "BadPrompt",
    "BadReply",
    "BudgetMet",
    "BudgetSpent",
    "Busy",
    "CallNotMade",
    "Cancelled",
    "CassetteMiss",
    "ChangedMeanwhile",
    "CircuitOpen",
    "Claimtrace",
    "Conflict",
    "ContentFiltered",
    "DeadlinePassed",
    "FetchFault",
    "FetchTimeout",
    "HeadTooLarge",
    "HostResting",
    "KeyReused",
    "Malformed",
    "MatchMissing",
    "MemorySpent",
    "Misdirected",
    "ModelFault",
    "ModelRefused",
    "ModelTimeout",
    "ModelUnavailable",
    "NoCredit",
    "NoPage",
    "NoProcess",
    "NoSuchModel",
    "NotAllowed",
    "NotEmbedded",
    "NotFound",
    "NotInstalled",
    "NotReady",
    "NotSignedIn",
    "Outside",
    "Postponed",
    "PriceUnknown",
    "ProcessDied",
    "PromptTooLong",
    "QueueFull",
    "QuotaSpent",
    "RateLimited",
    "Refused",
    "RequestRejected",
    "RequestTimeout",
    "RunsSpent",
    "ServiceProblem",
    "Stopped",
    "StoreUnavailable",
    "Superseded",
    "TimeSpent",
    "TooLarge",
    "TooManyConnections",
    "TooManyRequests",
    "TooManyStreams",
    "Truncated",
    "Unfinished",
    "Unreachable",
    "WrongMedia",
]
