"""What an operator may set, read once from CLAIMTRACE_ variables into one frozen value."""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from importlib import metadata
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from service.cassette import TapeMode
from service.domain import MAIN_DESK, DayBudget, DeskName, Destination, Frozen, MoneyADay, TokensADay
from service.errors import BadInput

PREFIX = "CLAIMTRACE_"
# What tests, benchmarks and clients of ours are told by.
ELSEWHERE = (f"{PREFIX}TEST_", f"{PREFIX}EVAL_", f"{PREFIX}CLIENT_")


def version() -> str:
    """The installed distribution's version; a checkout that was never installed has none."""
    try:
        return metadata.version("claimtrace")
    except metadata.PackageNotFoundError:
        return "0+uninstalled"


def own_database() -> str:
    """A SQLite file in the user's data folder, as the XDG base directory specification places it."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return f"sqlite:///{Path(data) / 'claimtrace' / 'claimtrace.db'}"


def _listed(told: object) -> object:
    """`a, b` as a list."""
    return [part.strip() for part in told.split(",") if part.strip()] if isinstance(told, str) else told


def _paired(told: object) -> object:
    """`a=b, c=d` as a table."""
    if not isinstance(told, str):
        return told
    pairs = [part.partition("=") for part in told.split(",") if part.strip()]
    if not all(name.strip() and value.strip() for name, _, value in pairs):
        raise ValueError("Should be name=value, with commas between.")
    return {name.strip(): value.strip() for name, _, value in pairs}


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Limits = Annotated[dict[str, Annotated[int, Field(ge=1)]], BeforeValidator(_paired)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_listed)]
Pairs = Annotated[dict[str, str], BeforeValidator(_paired)]
Site = Annotated[str, Field(pattern=r"^https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?$")]
Sites = Annotated[tuple[Site, ...], BeforeValidator(_listed)]
SealKeys = Annotated[tuple[SecretStr, ...], BeforeValidator(_listed)]
Keys = Annotated[dict[str, SecretStr], BeforeValidator(_paired)]
Destinations = Annotated[tuple[Destination, ...], BeforeValidator(_listed)]


class Settings(Frozen):
    """The operator's choices. Every default works out of the box."""

    model_config = ConfigDict(hide_input_in_errors=True)  # some are keys

    database_url: str = Field(
        default_factory=own_database,
        description="Where reports are kept, as SQLAlchemy names databases. A SQLite file in the user's data folder.",
    )
    desk: DeskName = Field(MAIN_DESK, description="The desk whose articles and archive commands are about.")
    seal_keys: SealKeys = Field(
        (),
        description="Keys under which secrets of webhooks are kept sealed, with commas between: the first seals, each"
        " opens. `claimtrace secrets new-key` makes one.",
    )
    seal_key_file: Path | None = Field(None, description="A file of such keys, one a line, after those.")
    host: str = Field("127.0.0.1", description="The address that `claimtrace serve` listens on.")
    hosts: Names = Field(
        (),
        description="Names under which the service may be asked, beside loopback's and the address it listens on, with"
        " commas between; `*`: any, where a proxy checks them.",
    )
    open_to_all: bool = Field(
        False, description="Whether everybody is let in, wherever the service listens, as long as no key was made."
    )
    requests_a_minute: int | None = Field(
        600, ge=1, description="Requests that each caller may make in a minute, unless its key has a number of its own."
    )
    session_hours: float = Field(12.0, gt=0, le=720, description="Hours after which somebody has to sign in again.")
    session_idle_minutes: float = Field(60.0, gt=0, description="Minutes unused after which a session is over.")
    proxies: Networks = Field(
        (), description="Networks of proxies that say for whom they ask, such as `10.0.0.0/24`, with commas between."
    )
    proxy_user: str | None = Field(None, description="The header in which a proxy names who asks.")
    proxy_groups: str | None = Field(None, description="The header in which it names their groups, commas between.")
    roles: Pairs = Field(
        {},
        description="The roles of groups, of mail domains and of all others, by single sign-on and by a proxy:"
        " `editors=editor, @desk.example=reader, chiefs=admin:*`; `:` leads to a desk.",
    )
    public_url: str | None = Field(
        None,
        description="Where browsers reach the service, such as `https://desk.example`: for links and single sign-on.",
    )
    oidc_issuer: str | None = Field(None, description="The provider of OpenID Connect at which people may sign in.")
    oidc_client_id: str | None = Field(None, description="As what the service is known there.")
    oidc_client_secret: SecretStr | None = Field(None, description="And the secret by which it shows that it is.")
    oidc_groups: str = Field("groups", description="The claim in which the provider tells somebody's groups.")
    port: int = Field(8000, ge=0, le=65535, description="The port that `claimtrace serve` listens on; 0 takes any.")
    threads: int = Field(
        512,
        ge=8,
        le=4096,
        description="Requests served at once. Streams may hold half of them, and `Prefer: wait` a quarter.",
    )
    connections: int = Field(
        1000,
        ge=8,
        le=50_000,
        description="Connections that may wait beside the requests being served: for a request's bytes, or a reader's."
        " Beyond it the one that waited longest makes room.",
    )
    head_s: float = Field(10.0, gt=0, description="Seconds in which the headers of a request must come.")
    body_s: float = Field(60.0, gt=0, description="Seconds in which the body of a request must come; else 408.")
    answer_s: float = Field(120.0, gt=0, description="Seconds in which an answer must be taken. Streams may stay.")
    stall_s: float = Field(
        10.0, gt=0, description="Seconds within which a body, or a reader of an answer, must have moved on."
    )
    least_rate: int = Field(
        1000, ge=1, description="Bytes a second that a body brings, or a reader takes, at least, or it is given up."
    )
    workers: int = Field(
        1,
        ge=0,
        le=64,
        description="Worker processes that `claimtrace serve` keeps beside it; 0: workers are elsewhere.",
    )
    jobs_at_once: int = Field(16, ge=1, le=1024, description="Articles that one worker has under way at once.")
    jobs_everywhere: int | None = Field(None, ge=1, description="Articles that all workers have under way together.")
    queue_room: int = Field(1000, ge=1, description="Articles that may wait; more are turned away with 503.")
    article_processor_s: float = Field(
        30.0, ge=1, description="Seconds of processor time that reading one article may take, or writing one report."
    )
    article_memory_mb: int = Field(
        1000, ge=200, description="Megabytes of memory that reading one article may take, or writing one report."
    )
    door_processor_s: float = Field(
        2.0,
        ge=1,
        description="Seconds of processor time after which a page is read no further by the server, but by a worker.",
    )
    tokens_a_day: TokensADay | None = Field(
        None, description="Tokens, in and out, that language models may take for each desk in a day (UTC)."
    )
    money_a_day: MoneyADay | None = Field(None, description="US dollars that they may.")
    beat_s: float = Field(
        2.0, gt=0, description="Seconds between a worker's signs of life; after five it is taken for dead."
    )
    grace_s: float = Field(30.0, ge=1, description="Seconds that what is under way gets to end when a process stops.")
    keep_days: int | None = Field(None, ge=1, description="Days that jobs and reports are kept. None: for ever.")
    keep_calls_days: int | None = Field(30, ge=1, description="Days that the calls of jobs are kept.")
    operator: str | None = Field(
        None, description="Who uses the command line, as the audit trail tells it. None: as the system calls its user."
    )
    keep_audit_days: int | None = Field(365, ge=1, description="Days that the audit trail is kept. None: for ever.")
    reachable: Networks = Field(
        (),
        description="Private networks that webhooks and pages may lie in, such as `127.0.0.0/8`, with commas between.",
    )
    fetch: bool = Field(True, description="Whether pages are fetched that a request names by address; `off`: never.")
    search: Names = Field(
        (),
        description="Search engines that are asked for each article: `searxng`, `brave`, `tavily`, `google`, `gdelt`,"
        " with commas between. Words of claims go to them.",
    )
    search_keys: Keys = Field({}, description="Their keys, and that of `google_factcheck`: `brave=KEY, tavily=KEY`.")
    search_urls: Pairs = Field(
        {}, description="Where they answer, if not at their own place: `searxng=http://127.0.0.1:8888`."
    )
    search_google_cx: str | None = Field(None, description="The programmable search engine that `google` asks.")
    search_queries: int = Field(8, ge=1, le=100, description="Questions to each engine for one article at most.")
    search_by_prompt: bool = Field(
        False, description="Whether a language model that reads writes the questions to engines, in one more call."
    )
    search_documents: int = Field(10, ge=1, le=200, description="Pages found by engines that are read at most.")
    search_days_before: int = Field(
        30, ge=0, le=400_000, description="Days before an article from which on what was published counts."
    )
    search_days_after: int = Field(30, ge=0, le=400_000, description="Days after it up to which it does.")
    fact_checks: Names = Field(
        (),
        description="Where published fact-checks of claims are sought: `google_factcheck`, to which words of claims go,"
        " and `claimreview`, files of the desk's own.",
    )
    fact_check_files: Names = Field(
        (), description="Files and folders of ClaimReview, pages or data feeds, with commas between, for `claimreview`."
    )
    fact_check_claims: int = Field(8, ge=1, le=100, description="Claims of one article that they are sought for.")
    fact_check_nearness: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="The cosine, by `embeddings_model`, from which on a fact-check in other words is shown beside a"
        " claim as the same by meaning. None: words alone.",
    )
    contact: str | None = Field(
        None,
        pattern=r"^[!-'*-~]([ -'*-~]{0,198}[!-'*-~])?$",
        description="A page or a mail address for those whose pages are fetched; it goes into `User-Agent`.",
    )
    archive_documents: int = Field(
        20,
        ge=0,
        le=200,
        description="Documents of the archive that are read for one article at most; 0: none is sought.",
    )
    archive_days_before: int = Field(
        30,
        ge=0,
        le=400_000,
        description="Days before an article from which on documents of the archive are sought; earlier ones have to"
        " match much more.",
    )
    archive_days_after: int = Field(30, ge=0, le=400_000, description="Days after it up to which they are.")
    embed_in: Sites = Field(
        (), description="Sites whose pages may show accepted claims in a frame: `https://desk.example`, commas between."
    )
    embeddings_model: str | None = Field(
        None,
        description="The model by whose vectors the archive is searched by meaning as well. Texts of the archive and"
        " claims go to it. None: words alone.",
    )
    embeddings_url: str = Field(
        "https://api.openai.com/v1", description="Where it answers, by OpenAI's way of embeddings."
    )
    embeddings_key: SecretStr | None = Field(None, description="Its key, where it wants one.")
    embeddings_prefixes: Pairs = Field(
        {},
        description="What stands before each text, where the model wants it: `query=query:, passage=passage:`.",
    )
    publisher_name: str | None = Field(None, description="Who publishes fact-checks: the author of each ClaimReview.")
    publisher_url: str | None = Field(None, description="Where its own page is.")
    recheck_hours: int | None = Field(
        None,
        ge=1,
        description="Hours after which a report with an open claim is brought up to date. None: when somebody asks.",
    )
    recheck_days: int = Field(
        30,
        ge=1,
        description="Days after an article's first report in which that is done.",
    )
    recheck_matches: bool = Field(
        False,
        description="Whether a report is brought up to date when what the archive gets matches an open claim.",
    )
    superdesk_secret: str | None = Field(
        None, min_length=16, description="What Superdesk signs its HTTP Push with. None: nothing is taken from it."
    )
    superdesk_secrets: Keys = Field(
        {},
        description="What Superdesk signs its pushes to other desks with: `harbour=SECRET, hill=SECRET`.",
    )
    claim_pages: str | None = Field(
        None,
        pattern=r"^https?://[!-z|~{}]+$",
        description="Where each accepted claim is published: `https://desk.example/checks/{claim}`; `{article}` and"
        " `{report}` may stand there too.",
    )
    publish_desk: DeskName = Field(
        MAIN_DESK, description="The desk whose the workspace of Check and the account of Google are."
    )
    publish_to: Destinations = Field(
        (),
        description="Where claims go as soon as an editor accepts them: `check`, `google`, with commas between. None:"
        " when somebody asks.",
    )
    check_token: SecretStr | None = Field(None, description="The token of a bot of a Meedan Check workspace.")
    check_team: str | None = Field(None, pattern=r"^[a-z0-9-]{1,64}$", description="The workspace's own short name.")
    check_url: str | None = Field(None, description="Where Check's GraphQL answers, if not at its own place.")
    check_ratings: Pairs = Field(
        {},
        description="Statuses of the workspace by verdict, and of what was edited since:"
        " `partly_corroborated=mostly_true, edited=in_progress`.",
    )
    check_secret: SecretStr | None = Field(
        None,
        min_length=16,
        description="What a bot of Check sends in its header `x-claimtrace-secret`. None: nothing is taken from it.",
    )
    check_answers: bool = Field(False, description="Whether Check's tips are told what their reports say.")
    google_account: Path | None = Field(
        None, description="The file of a service account that may mark up the site's pages at Google."
    )
    google_url: str | None = Field(None, description="Where Google's Fact Check Tools answer, for trying things out.")
    ruleset: Path | None = Field(None, description="A ruleset file to weigh by instead of the one that ships.")
    registry: Path | None = Field(None, description="A registry file of outlets and alliances instead of ours.")
    model: str | None = Field(
        None,
        description="The language model that reads: `openai/NAME` for OpenAI and servers that speak like it, any other"
        " name as litellm has it. None, or `embedded`: the rules that need no model.",
    )
    base_url: str | None = Field(None, description="Where the provider of the model answers, instead of its own place.")
    models: Names = Field((), description="Models that a request may choose instead, with commas between.")
    fallback_model: str | None = Field(None, description="The model that is asked when the first cannot answer.")
    prompts: Path | None = Field(None, description="A folder of prompts instead of ours.")
    wordings: Pairs = Field({}, description="Other wordings of prompts: `extract_claims=short`, with commas between.")
    model_pace: Literal["quick", "thrifty"] = Field(
        "quick",
        description="`quick` asks in small pieces, side by side; `thrifty` in few large ones, for fewer tokens.",
    )
    calls_in_flight: int = Field(32, ge=1, le=1024, description="How many calls to models are under way at once.")
    call_timeout_s: float = Field(120.0, gt=0, description="Seconds that one call to a model may take.")
    provider_limits: Limits = Field(
        {}, description="Calls in flight at each provider, of all workers together: `openai=32, anthropic=8`."
    )
    provider_rates: Limits = Field(
        {}, description="Calls to each provider within any minute, of all workers together: `openai=500`."
    )
    max_calls: int | None = Field(None, ge=1, description="The most calls for one article.")
    max_tokens: int | None = Field(None, ge=1, description="The most tokens, in and out, for one article.")
    max_cost_usd: float | None = Field(None, gt=0, description="The most US dollars for one article.")
    thinking_tokens: int = Field(
        16_384,
        ge=4096,
        description="The most tokens of one reply of a model that spent the usual limit, 4,096, on thinking.",
    )
    deadline_s: float = Field(300.0, gt=0, description="Seconds that the calls for one article may take together.")
    cassette: Path | None = Field(None, description="A file in which calls to models are kept.")
    cassette_mode: TapeMode = Field(
        TapeMode.LIVE, description="`live` asks always; `record` asks what the file does not hold; `replay` never asks."
    )
    cassette_days: int | None = Field(
        None,
        ge=1,
        description="Days that calls are kept in the file; older ones are taken out of it when it is opened.",
    )
    price_in: float | None = Field(None, ge=0, description="US dollars for a million tokens in, where none is known.")
    price_out: float | None = Field(None, ge=0, description="US dollars for a million tokens out.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="The least serious message that the service logs."
    )

    @property
    def day_budget(self) -> DayBudget:
        """What each desk may spend in a day that has no budget of its own."""
        return DayBudget(tokens=self.tokens_a_day, usd=self.money_a_day)


def settings_from_environment(**chosen: Any) -> Settings:
    """The environment's settings, with what a command line chose in place of them. An empty variable is none.
    Raises BadInput."""
    _refuse_misspelt(os.environ)
    told = {name: os.environ.get(f"{PREFIX}{name.upper()}") or None for name in Settings.model_fields} | {
        name: value for name, value in chosen.items() if value is not None
    }
    try:
        return Settings.model_validate({name: value for name, value in told.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(first["msg"], f"{PREFIX}{str(first['loc'][0]).upper()}") from error


def _refuse_misspelt(names: Iterable[str]) -> None:
    """A variable with our prefix that sets nothing is a mistake, told before it costs a night."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in sorted(names):
        if name.startswith(PREFIX) and name not in known and not name.startswith(ELSEWHERE):
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            meant = f" Is {near[0]} meant?" if near else ""
            raise BadInput(f"There is no such setting.{meant}", name)
