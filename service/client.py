"""The service as a Python program asks it over HTTP. Tests hold it against the OpenAPI document."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from service.domain import ClaimSeen, Failure, JobState, KeyLimits, Report, Span
from service.errors import ServiceProblem

LONGEST_WAIT_S = 120  # seconds that the service holds a line for
SLACK_S = 30.0
Shape = TypeVar("Shape", bound=BaseModel)


class PartOfAnswer(BaseModel):
    """Part of an answer: what a later service adds to it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class JobTold(PartOfAnswer):
    """A job, and the path of its report, once there is one."""

    id: str
    state: JobState
    report: str | None = None
    failure: Failure | None = None


class ClaimTold(ClaimSeen):
    """A claim of the desk's reports. `same`: by its words it is the one that was asked for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    same: bool | None = None


class DocumentTold(PartOfAnswer):
    """A document of the archive without its text, and the passages that bear on what was asked."""

    id: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    passages: tuple[Span, ...] = ()


class KeyTold(KeyLimits):
    """A key as it may be shown, and what it may spend."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    name: str
    desk: str | None


class _Claims(PartOfAnswer):
    claims: tuple[ClaimTold, ...]


class _Documents(PartOfAnswer):
    documents: tuple[DocumentTold, ...]


class Client:
    """A service at an address. Use it in a `with`, or close it. Every method raises ServiceProblem where the service
    refuses, fails or does not answer; safe to share between threads."""

    def __init__(self, url: str, key: str | None = None, transport: httpx.BaseTransport | None = None) -> None:
        """`key` is one that the service's desk made. `transport` reaches the service otherwise than by the network."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(
            base_url=url, headers=headers, transport=transport, timeout=httpx.Timeout(SLACK_S, connect=10.0)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def submit(self, request: Mapping[str, Any], wait_s: int = 0) -> JobTold | Report:
        """Have an article verified. `request` has the shape of `POST /v1/articles`. The report where it comes within
        `wait_s` seconds, else the job."""
        wait = min(wait_s, LONGEST_WAIT_S)
        headers = {"Prefer": f"wait={wait}"} if wait else {}
        answer = self._ask("POST", "/v1/articles", json=request, headers=headers, timeout=wait + SLACK_S)
        if answer.status_code == HTTPStatus.ACCEPTED:
            return _read(JobTold, answer)
        return _read(Report, answer)

    def job(self, id: str) -> JobTold:
        return _read(JobTold, self._ask("GET", _path("jobs", id)))

    def report(self, id: str) -> Report:
        """The report as its desk sees it."""
        return _read(Report, self._ask("GET", _path("reports", id)))

    def report_as(self, id: str, form: str, **options: str) -> bytes:
        """The report in one of the service's forms, such as `html`, `xlsx` or `ninjs`."""
        return self._ask("GET", _path("reports", id), params={"format": form, **options}).content

    def claims(self, question: str, limit: int = 10) -> tuple[ClaimTold, ...]:
        """Claims of the desk's reports that share words with a question, those first that share most."""
        told = self._ask("GET", "/v1/claims", params={"q": question, "limit": limit})
        return _read(_Claims, told).claims

    def documents(self, question: str, limit: int = 10) -> tuple[DocumentTold, ...]:
        """Documents of the archive that bear on a question, best first."""
        told = self._ask("GET", "/v1/documents", params={"q": question, "limit": limit})
        return _read(_Documents, told).documents

    def limit_key(self, id: str, **limits: float | None) -> KeyTold:
        """Have other limits hold for what a key asks for, from its next call on: `tokens_a_day`, `money_a_day`,
        `articles_waiting`; None is none. For an admin of all desks."""
        return _read(KeyTold, self._ask("PATCH", _path("admin", "keys", id), json=limits))

    def link(self, id: str, form: str = "html") -> str:
        """Where a person reads the report."""
        return str(self._http.base_url.join(_path("reports", id)).copy_merge_params({"format": form}))

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise ServiceProblem(f"{self._http.base_url.host} does not answer: {error}", 0) from error
        if answer.is_success:
            return answer
        raise _problem(answer)


def _path(*parts: str) -> str:
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


def _read(shape: type[Shape], answer: httpx.Response) -> Shape:
    try:
        return shape.model_validate_json(answer.content)
    except ValidationError as error:
        raise ServiceProblem(f"The answer is no {shape.__name__}: {error.errors()[0]['msg']}", 0) from error


def _problem(answer: httpx.Response) -> ServiceProblem:
    """What the service says is wrong (RFC 9457), or the status where something before it answered."""
    try:
        told = answer.json()
        detail, fields = str(told["detail"]), told.get("errors") or [{}]
        field = fields[0].get("pointer")
    except (ValueError, TypeError, KeyError, AttributeError):
        detail, field = f"The service answered {answer.status_code}.", None
    return ServiceProblem(detail, answer.status_code, field)
