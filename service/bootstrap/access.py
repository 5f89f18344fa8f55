"""Who is let in, as far as settings say."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, NamedTuple

from pydantic import SecretStr

from service.domain import MAIN_DESK, DeskRole
from service.errors import BadInput
from service.settings import Settings

if TYPE_CHECKING:
    from service.sign_on import OpenIdProvider

# All names below it are loopback's, too (RFC 6761).
LOCALHOST = "localhost"
EVERYBODY, ALL_DESKS = "*", "*"
BACK = "/v1/sessions/sso/return"
SHORTEST_SECRET = 16
RANKS = tuple(DeskRole)


class Grant(NamedTuple):
    """The role that members of a group have, and at which desk (None: at all)."""

    role: DeskRole
    desk: str | None


@dataclass(frozen=True)
class AccessRules:
    """`open`: until a key is made, whoever asks may do everything. `requests_a_minute`: what each caller has who has no
    number of their own; None: as many as they like. `lasts` and `idle`: how long a session goes on, used and unused.
    `proxies` are believed whom they speak for; `proxy_user` and `proxy_groups` are the headers that say so.
    `provider` is where people sign in who have no password here."""

    open: bool
    requests_a_minute: int | None
    lasts: timedelta
    idle: timedelta
    proxies: tuple[IPv4Network | IPv6Network, ...]
    proxy_user: str | None
    proxy_groups: str | None
    grants: dict[str, Grant]
    provider: "OpenIdProvider | None"

    @property
    def closed(self) -> bool:
        """Whether others say who enters, so that no key is wanted for a start."""
        return bool(self.proxy_user or self.provider)

    def granted(self, groups: Collection[str], mail: str | None = None) -> Grant | None:
        """The highest role that groups, or the domain of a mail address, have. None: none has one."""
        domain = f"@{mail.rpartition('@')[2].lower()}" if mail and "@" in mail else None
        theirs = [self.grants[name] for name in (*groups, domain, EVERYBODY) if name in self.grants]
        return max(theirs, key=lambda grant: RANKS.index(grant.role), default=None)

    def trusts(self, address: str) -> bool:
        """Whether an address is a proxy's."""
        try:
            asked = ip_address(address)
        except ValueError:
            return False
        told = (isinstance(asked, IPv6Address) and asked.ipv4_mapped) or asked
        return any(told in network for network in self.proxies)


def access_rules(settings: Settings) -> AccessRules:
    """Raises BadInput for settings that do not go together."""
    if settings.proxy_user and not settings.proxies:
        raise BadInput("A proxy is believed in named networks only: set CLAIMTRACE_PROXIES.", "CLAIMTRACE_PROXY_USER")
    provider = _provider(settings)
    by_others = bool(settings.proxy_user or provider)
    return AccessRules(
        open=(settings.open_to_all or loopback(settings.host)) and not by_others,
        requests_a_minute=settings.requests_a_minute,
        lasts=timedelta(hours=settings.session_hours),
        idle=timedelta(minutes=settings.session_idle_minutes),
        proxies=settings.proxies,
        proxy_user=settings.proxy_user,
        proxy_groups=settings.proxy_groups,
        grants={_group(name): _grant(told) for name, told in settings.roles.items()},
        provider=provider,
    )


def superdesk_secrets(settings: Settings) -> dict[str, SecretStr]:
    """What Superdesk signs its pushes with, by the desk that they go to. Raises BadInput for a secret that is short."""
    own = {settings.desk: SecretStr(settings.superdesk_secret)} if settings.superdesk_secret else {}
    for desk, secret in settings.superdesk_secrets.items():
        if len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise BadInput(
                f"The secret of {desk} has fewer than {SHORTEST_SECRET} characters.", "CLAIMTRACE_SUPERDESK_SECRETS"
            )
    return own | settings.superdesk_secrets


def loopback(name: str) -> bool:
    """Whether a name leads to the machine itself, wherever it is asked."""
    if name == LOCALHOST or name.endswith(f".{LOCALHOST}"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _provider(settings: Settings) -> "OpenIdProvider | None":
    if settings.oidc_issuer is None:
        return None
    if not (settings.oidc_client_id and settings.oidc_client_secret and settings.public_url):
        raise BadInput(
            "Single sign-on wants CLAIMTRACE_OIDC_CLIENT_ID, CLAIMTRACE_OIDC_CLIENT_SECRET and CLAIMTRACE_PUBLIC_URL.",
            "CLAIMTRACE_OIDC_ISSUER",
        )
    from service.sign_on import OpenIdProvider  # noqa: PLC0415 - its libraries, only where one is set

    back = f"{settings.public_url.rstrip('/')}{BACK}"
    secret = settings.oidc_client_secret.get_secret_value()
    return OpenIdProvider(settings.oidc_issuer, settings.oidc_client_id, secret, back, settings.oidc_groups)


def _group(name: str) -> str:
    return name.lower() if name.startswith("@") else name


def _grant(told: str) -> Grant:
    """`editor`, `editor:north`, `admin:*`. Raises BadInput."""
    role, _, desk = told.partition(":")
    if role not in tuple(DeskRole) or (desk == ALL_DESKS and role != DeskRole.ADMIN):
        raise BadInput(
            f"A role is one of {', '.join(DeskRole)}, with :DESK if need be (admin:* for all), not {told!r}.",
            "CLAIMTRACE_ROLES",
        )
    return Grant(DeskRole(role), None if desk == ALL_DESKS else desk or MAIN_DESK)
