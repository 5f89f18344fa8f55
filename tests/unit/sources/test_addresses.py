"""Only what anybody can reach may be called, however it is spelt and whatever name it goes by."""

import socket
from contextlib import suppress
from ipaddress import IPv6Address, ip_address

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import AddressRefused, BadInput
from service.sources.addresses import Guard, check_url
from service.sources.fetch import Door
from service.sources.transport import GuardedTransport
from tests.loopback import Elsewhere, Names

PUBLIC = Guard()
LOOPBACK = Guard(allowed=("127.0.0.0/8",))

# ---------------------------------------------------------------- addresses

INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b::169.254.169.254 64:ff9b:1::1 64:ff9b:1::8.8.8.8
2002:7f00:1:: 2002:a00:1::1 2002:808:808::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
2001:db8::1 3fff::1 100::1 5f00::1 4000::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 fe80::1%eth0 febf::1 fec0::1
ff02::1 ff0e::1 2606:4700:4700::1111%eth0
""".split()
OUTSIDE = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.215.14 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
172.15.255.255 172.32.0.0 192.167.255.255 223.255.255.255
::ffff:8.8.8.8 64:ff9b::8.8.8.8 2606:4700:4700::1111 2a00:1450:4001:81b::200e
""".split()


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_not_everybody_can_reach_is_refused(address):
    assert not PUBLIC.may_reach(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_may_be_reached(address):
    assert PUBLIC.may_reach(ip_address(address))


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd12::1"])
def test_the_operator_may_let_a_private_network_through_however_its_address_is_wrapped(address):
    guard = Guard(allowed=("10.1.0.0/16", "fd12::/16"))
    assert guard.may_reach(ip_address(address))
    assert not guard.may_reach(ip_address("10.2.0.1"))
    assert not guard.may_reach(ip_address("127.0.0.1"))


@given(st.ip_addresses())
def test_nothing_may_be_reached_that_python_calls_private(address):
    meant = getattr(address, "ipv4_mapped", None) or address
    if PUBLIC.may_reach(address):
        assert meant.is_global
        assert not meant.is_multicast


# ---------------------------------------------------------------- spellings

ODD = """
http://127.0.0.1/ https://127.0.0.1/ https://127.0.0.1:8443/ https://127.1/ https://127.0.1/ https://0/ https://0x0/
https://2130706433/ https://0x7f000001/ https://0x7f.1/ https://0x7F.0x0.0x0.0x1/ https://017700000001/
https://0177.0.0.1/ https://0177.0.0.01/ https://127.0.0.1./ https://2852039166/ https://0xa9fea9fe/
https://0xA9.0xFE.0xA9.0xFE/ https://0251.0376.0251.0376/ https://169.254.43518/ https://425.510.425.510/
https://999999999999/ https://example.0x7f/ https://1.2.3.4.5/ https://0x/
https://[::1]/ https://[::]/ https://[0:0:0:0:0:0:0:1]/ https://[::ffff:127.0.0.1]/ https://[::ffff:7f00:1]/
https://[::127.0.0.1]/ https://[64:ff9b::127.0.0.1]/ https://[64:ff9b::a9fe:a9fe]/ https://[2002:7f00:1::]/
https://[fe80::1%eth0]/ https://[fe80::1%25eth0]/ https://[2606:4700:4700::1111%25eth0]/ https://[fd00:ec2::254]/
https://[::1]./ https://[::1/ https://::1/ https://[127.0.0.1]/ https://[v1.x]/
https://localhost/ https://localhost./ https://LOCALHOST/ https://localhost:8443/ https://a.localhost/
https://a.localhost./
https://１２７.０.０.１/ https://127。0。0。1/ https://127．0．0．1/ https://127｡0｡0｡1/ https://①②⑦.⓪.⓪.①/ https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/
https://loc%61lhost/ https://%31%32%37.0.0.1/ https://127.0.0.1%00.example.org/ https://exa$mple.org/
https://me@example.org/ https://me:secret@example.org/ https://example.org@127.0.0.1/ https://example.org:443@[::1]/
https://127.0.0.1\\@example.org/ https://example.org\\@127.0.0.1/ https://127.0.0.1\\.example.org/
https://127.0.0.1#@example.org/ https://127.0.0.1?@example.org/ https://127.0.0.1;@example.org/
https:///example.org/ https:/example.org/ https:example.org https:// //example.org/ example.org /hook
ftp://example.org/ file:///etc/passwd gopher://127.0.0.1:6379/_INFO data:,x javascript:alert(1) unix:///run/x
ws://example.org/
https://example.org:0/ https://example.org:22/ https://example.org:25/ https://example.org:1023/
https://example.org:65536/ https://example.org:-443/ https://example.org:x/
https://.example.org/ https://example..org/ https://example.org../ https://./
https://127.0.0.1.:8443/ https://[::ffff:a9fe:a9fe]/ https://[::ffff:0:7f00:1]/ https://[64:ff9b:1::7f00:1]/
https://[2002:a9fe:a9fe::1]/ https://[2001:0:7f00:1::]/ https://[fe80::a9fe:a9fe%251]/ https://100.64.0.1/
https://100.100.100.200/ https://168.63.129.16/ https://192.0.0.192/ https://169.254.169.254/latest/meta-data/
https://0251.254.0xa9.254/ https://169.254.0xa9fe/ https://00000177.0.0.1/ https://127.0.0.1.0x1/ https://0.0.0.0/
https://user@localhost/ https://%40localhost/ https://127.0.0.1:443@example.org/ https://ⅼocalhost./ https://[::1%25lo]/
jar:https://example.org/!/ view-source:https://example.org/ ldap://example.org/ dict://127.0.0.1:11211/stats
""".split()
# What no secret is sent to; a page may be read there.
PLAIN_HTTP = "http://93.184.215.14/ http://[2606:4700:4700::1111]/ http://8.8.8.8:8080/ http://example.org/".split()
ODD += PLAIN_HTTP
METADATA = (
    "metadata.google.internal metadata metadata.google.internal. instance-data instance-data.ec2.internal".split()
)
BROKEN = ["", " https://example.org/", "https://exam ple.org/", "https://example.org/\r\nX: y", "https://x/\ud800"]
PLAIN = """
https://example.org https://example.org/hook?key=1#x HTTPS://EXAMPLE.ORG/ https://example.org./ https://example.org:8443/
https://example.org:443/ https://example.org:1024/ https://bücher.example/ https://xn--bcher-kva.example/
https://my_host.example/ https://3com.example/ https://8.8.8.8/ https://[2606:4700:4700::1111]:8443/ https://hooks/
""".split()


@pytest.mark.parametrize("url", ODD + BROKEN)
def test_a_url_that_leads_inside_or_hides_where_it_leads_is_refused_when_it_is_registered(url):
    with pytest.raises(BadInput) as refusal:
        check_url(url, PUBLIC)
    assert refusal.value.field == "/url"
    assert refusal.value.detail.startswith("Should ")


def test_it_is_refused_when_it_is_called_too():
    names = Names(["93.184.215.14"])
    door = Door(PUBLIC, resolve=names)
    for url in ODD + BROKEN:
        with pytest.raises(AddressRefused):
            door.post(url, b"", {}, 5)
    assert not names.asked


@pytest.mark.parametrize("url", PLAIN)
def test_a_plain_url_may_be_registered(url):
    check_url(url, PUBLIC)


def test_http_is_taken_for_what_the_operator_may_let_through():
    check_url("http://receiver.internal:8080/hook", LOOPBACK)
    check_url("http://127.0.0.1:8080/hook", LOOPBACK)
    check_url("http://localhost:8080/hook", LOOPBACK)
    check_url("http://[fd12::1]/hook", Guard(allowed=("fd12::/16",)))


@given(st.text() | st.text(alphabet="htps:/[]@.0127xf#?\\%:", max_size=40).map("https://{}".format))
def test_whatever_the_text_it_passes_or_is_bad_input(url):
    with suppress(BadInput):
        check_url(url, PUBLIC)


def spellings(address):
    """One address in the ways that get past filters."""
    if isinstance(address, IPv6Address):
        return [f"[{address}]", f"[{address.exploded}]"]
    number, (a, b, c, d) = int(address), address.packed
    wrapped = (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80)  # mapped, NAT64, 6to4
    return [
        *(
            f"{address}",
            f"{number}",
            f"{number:#x}",
            f"0{number:o}",
            f"{a}.{number & 0xFFFFFF}",
            f"{a}.{b}.{c << 8 | d}",
        ),
        *(".".join(form.format(part) for part in (a, b, c, d)) for form in ("{:#x}", "0{:o}", "{:03d}")),
        *(f"{address}.", f"{a}。{b}。{c}。{d}", f"me@{address}"),
        *(f"[{IPv6Address(number)}]" for number in wrapped),
    ]


def as_the_c_library(host, port, **_):
    return [(None, None, 0, "", (socket.inet_ntoa(socket.inet_aton(host)), port))]


@given(st.data(), st.ip_addresses(), st.sampled_from(["http", "https"]))
def test_whatever_the_spelling_no_refused_address_is_connected_to(data, address, scheme):
    elsewhere = Elsewhere()
    host = data.draw(st.sampled_from(spellings(address)))
    with suppress(AddressRefused, httpx.InvalidURL):
        to = httpx.Request("POST", f"{scheme}://{host}/")
        GuardedTransport(PUBLIC, elsewhere, resolve=as_the_c_library).handle_request(to)
    for request in elsewhere.requests:
        assert scheme == "https"
        assert PUBLIC.may_reach(ip_address(request.url.host))


# ---------------------------------------------------------------- names


def handed_on(url, guard=PUBLIC, names=None, **headers):
    """The one request that the guarded transport hands on."""
    elsewhere = Elsewhere()
    transport = GuardedTransport(guard, elsewhere, resolve=names or Names(["93.184.215.14"]))
    transport.handle_request(httpx.Request("POST", url, headers=headers, content=b"{}"))
    return elsewhere.requests[0]


def test_a_name_is_resolved_once_and_its_address_pinned():
    names = Names(["93.184.215.14"], ["127.0.0.1"])
    request = handed_on("https://rebind.example/hook", names=names)
    assert request.url.host == "93.184.215.14"
    assert names.asked == ["rebind.example"]


def test_the_name_is_kept_for_tls_and_for_the_host_header():
    request = handed_on("https://Hooks.Example.:8443/a%2Fb?c=%20d", **{"X-Id": "7"})
    assert str(request.url) == "https://93.184.215.14:8443/a%2Fb?c=%20d"
    assert request.headers["Host"] == "hooks.example.:8443"
    assert request.extensions["sni_hostname"] == "hooks.example"
    assert request.headers["X-Id"] == "7"
    assert request.read() == b"{}"


def test_a_host_header_of_the_caller_s_does_not_lead_elsewhere():
    assert handed_on("https://hooks.example/", Host="inside.example").headers["Host"] == "hooks.example"


def test_an_address_of_version_six_is_pinned_in_brackets():
    request = handed_on("https://hooks.example/", names=Names(["2606:4700:4700::1111"]))
    assert request.url.netloc == b"[2606:4700:4700::1111]"


def test_no_connection_is_kept_for_the_next_name_at_the_same_address():
    assert handed_on("https://hooks.example/").headers["Connection"] == "close"


@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.parametrize("order", [1, -1])
def test_a_name_with_one_refused_address_is_refused_whole(address, order):
    with pytest.raises(AddressRefused) as refusal:
        handed_on("https://half.example/", names=Names([address, "93.184.215.14"][::order]))
    assert refusal.value.detail == "half.example: Should lead to a public address."


def test_plain_http_goes_only_to_what_the_operator_lets_through():
    assert handed_on("http://receiver.internal/", LOOPBACK, Names(["127.0.0.1"])).url.host == "127.0.0.1"
    for answer in (["93.184.215.14"], ["127.0.0.1", "93.184.215.14"]):
        with pytest.raises(AddressRefused, match="https"):
            handed_on("http://receiver.internal/", LOOPBACK, Names(answer))
