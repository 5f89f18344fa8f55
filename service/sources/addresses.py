"""Which addresses may be called, and how hosts spell them."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

import httpx

from service.domain import Frozen
from service.errors import BadInput

Address: TypeAlias = IPv4Address | IPv6Address

SCHEMES = {"https": 443, "http": 80}
# Below 1024 stand the services that never meant to read HTTP: mail, remote shells, directories.
PORTS = (range(80, 81), range(443, 444), range(1024, 65_536))
NAME = re.compile(r"([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
# The C library reads 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1; no public name ends in a number.
ENDS_IN_A_NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?")
NO_URL = (httpx.InvalidURL, UnicodeError)
PLAIN = "Should begin with https://: what is sent is not for others to read."

# The IANA registries of special-purpose addresses, written out because each Python knows another part of them.
NOT_PUBLIC = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by its number only: Azure's agent on every host
        "169.254.0.0/16",  # link-local, and the clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")
NOT_PUBLIC_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
NAT64 = IPv6Network("64:ff9b::/96")


class Guard(Frozen):
    """Which addresses may be called: the public ones, and the private networks that the operator lets through. `plain`:
    public ones by http too, as pages are fetched; what is sent to webhooks never goes so."""

    allowed: tuple[IPv4Network | IPv6Network, ...] = ()
    plain: bool = False

    def lets_through(self, address: Address) -> bool:
        return any(_meant(address) in network for network in self.allowed)

    def may_reach(self, address: Address) -> bool:
        return self.lets_through(address) or is_public(address)

    def objection(self, scheme: str, address: Address) -> str | None:
        """Why this address is not called by this scheme; None if it is."""
        if not self.may_reach(address):
            return "Should lead to a public address."
        return PLAIN if scheme != "https" and not self.plain and not self.lets_through(address) else None


def is_public(address: Address) -> bool:
    """Can anybody on the internet reach it?"""
    meant = _meant(address)
    if isinstance(meant, IPv4Address):
        return not any(meant in network for network in NOT_PUBLIC)
    return meant in PUBLIC_V6 and not meant.scope_id and not any(meant in network for network in NOT_PUBLIC_V6)


def check_url(url: str, guard: Guard, field: str = "/url") -> None:
    """What can be said of a URL before anybody asks the network. Raises BadInput."""
    try:
        objection = objection_to(httpx.URL(url), guard)
    except NO_URL as error:
        raise BadInput("Should be a URL that begins with https://.", field) from error
    if objection:
        raise BadInput(objection, field)


# ---------------------------------------------------------------- spellings


def objection_to(url: httpx.URL, guard: Guard) -> str | None:
    """Why a URL is not called, as far as its spelling tells."""
    if url.scheme not in SCHEMES:
        return "Should begin with https://."
    if url.userinfo:
        return "Should hold no user name and no password."
    if not any(port_of(url) in ports for ports in PORTS):
        return "Should use port 443 or 80, or one from 1024 to 65535."
    host = host_of(url)
    address = spelt(host)
    if address:
        return guard.objection(url.scheme, address)
    if not NAME.fullmatch(host) or ENDS_IN_A_NUMBER.fullmatch(host):
        return "Should hold a host's name, or an IP address in its usual spelling."
    return PLAIN if url.scheme != "https" and not guard.plain and not guard.allowed else None


def spelt(host: str) -> Address | None:
    """The address that a host spells by itself."""
    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761: loopback, whatever a name server says
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(host)
    except ValueError:
        return None


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:  # public to Python 3.11, though a translator sends it on to the IPv4 address inside
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


def host_of(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii")


def port_of(url: httpx.URL) -> int:
    return SCHEMES[url.scheme] if url.port is None else url.port
