"""The faults, each with the only verdict and the whole fix that it gets. See fault.py for how they are made."""

from connectivity.host import Expectation, Protocol
from tests.connectivity.network.authority import trusted
from tests.connectivity.network.dns_server import Says
from tests.connectivity.network.fault import (
    BOTH,
    CHAIN,
    FINE,
    FIREWALLED,
    GATE,
    LATE,
    LINK,
    PAGE,
    PUBLIC,
    Fault,
    answered,
    beside,
    certified,
    half,
    inside,
    outside,
    proxied,
    served,
    talking,
    walled,
)
from tests.connectivity.network.host_server import leave, over_tls, say, stay_silent
from tests.connectivity.network.program import dnsmasq, unbound
from tests.connectivity.network.setting import HOST, target
from tests.connectivity.network.town import DNS, DNS_TOO, WEB, WEB_TOO

FAULTS = (
    Fault(
        "a zone above the name is hosted by mistake",
        answered(Says(rcode="NXDOMAIN")),
        "dns-nxdomain",
        "Remove the zone above myreg.azurecr.io from DNS server {dns}; host only the exact private names.",
    ),
    Fault(
        "a name without an address",
        answered(Says()),
        "dns-no-address",
        "Add an A record for myreg.azurecr.io on DNS server {dns}, or let it forward the name.",
    ),
    Fault(
        "an alias of nothing",
        answered(Says(rcode="NXDOMAIN", chain=("gone.example",))),
        "dns-alias-dangling",
        "Correct or remove the alias to gone.example on DNS server {dns}.",
    ),
    Fault(
        "a forwarder that fails",
        answered(Says(rcode="SERVFAIL")),
        "dns-servfail",
        "Correct the forwarder of DNS server {dns}: it must reach 168.63.129.16 from inside the virtual network.",
    ),
    Fault(
        "a DNS server that lets nobody in",
        answered(Says(rcode="REFUSED")),
        "dns-refused",
        "Allow queries from the nodes' and pods' ranges on DNS server {dns}.",
    ),
    Fault(
        "a DNS server with a strange error",
        answered(Says(rcode="NOTIMP")),
        "dns-rcode",
        "Look at the log of DNS server {dns}.",
    ),
    Fault(
        "something that only looks like DNS",
        answered(Says(garbage=b"\xff" * 40)),
        "dns-malformed",
        "Find the device between here and DNS server {dns} that answers in its place.",
    ),
    Fault(
        "a DNS filter",
        answered(Says(("0.0.0.0",))),
        "dns-sinkhole",
        "Exempt myreg.azurecr.io from the DNS filter on {dns}.",
    ),
    Fault(
        "IPv6 questions without an answer",
        beside(Says(("127.0.0.2",), drop_aaaa=True)),
        "dns-aaaa-fails",
        "Let DNS server {dns} answer AAAA questions, with an empty answer where there is none.",
    ),
    Fault(
        "one DNS server of two that fails",
        beside(Says(rcode="SERVFAIL")),
        "dns-one-server-broken",
        "Repair DNS server {dns} (SERVFAIL) or remove it from the virtual network's DNS servers.",
    ),
    Fault(
        "two DNS servers that disagree",
        beside(Says(rcode="NXDOMAIN")),
        "dns-servers-disagree",
        "Give {first} and {dns} the same zones and forwarders.",
    ),
    Fault(
        "a firewall that drops port 53",
        walled(f"{BOTH} drop"),
        "dns-timeout",
        "Allow UDP and TCP port 53 to DNS server 20.50.1.12, or remove the server from the list.",
    ),
    Fault(
        "a firewall that rejects port 53",
        walled(f"{BOTH} reject"),
        "dns-unreachable",
        "Start the DNS service on 20.50.1.12 or allow UDP and TCP port 53 to it.",
    ),
    Fault(
        "a firewall that drops port 53 over UDP only",
        walled("udp dport 53 drop"),
        "dns-udp-blocked",
        "Allow UDP port 53 to DNS server 20.50.1.12.",
    ),
    Fault(
        "a firewall that drops port 53 over TCP only",
        walled("tcp dport 53 drop", zone={HOST: Says((WEB,), truncate=True)}),
        "dns-tcp-blocked",
        "Allow TCP port 53 to DNS server 20.50.1.12.",
    ),
    Fault(
        "a firewall that drops port 443",
        walled(f"ip daddr {WEB} tcp dport 443 drop"),
        "tcp-dropped",
        "Allow it: {az}",
    ),
    Fault(
        "a firewall that resets port 443",
        walled(f"ip daddr {WEB} tcp dport 443 reject with tcp reset"),
        "tcp-refused",
        "Allow it: {az}",
    ),
    Fault(
        "a firewall that rejects port 443 by ICMP",
        walled(f"ip daddr {WEB} tcp dport 443 reject with icmp admin-prohibited"),
        "tcp-unreachable",
        "Add the missing route, or allow it: {az}",
    ),
    Fault(
        "a firewall rule for one address of two",
        walled(f"ip daddr {WEB_TOO} tcp dport 443 drop", zone={HOST: Says((WEB, WEB_TOO))}),
        "tcp-one-address",
        "Replace the rule by address with one by name: {az}",
    ),
    Fault(
        "a device that lets the handshake starve",
        walled(f"ip saddr {WEB} tcp sport 443 tcp flags & (syn|ack) == ack drop"),
        "tls-silent",
        "Allow it by name: {az}",
    ),
    Fault(
        "a device that resets by server name",
        walled("accept", reset=(HOST,)),
        "tls-reset",
        "Allow it by name: {az}",
    ),
    Fault(
        "one DNS server of two behind a rule",
        walled(f"ip daddr {DNS_TOO} {BOTH} drop", servers=(DNS, DNS_TOO)),
        "dns-one-server-broken",
        "Repair DNS server 20.50.1.13 (timeout) or remove it from the virtual network's DNS servers.",
    ),
    Fault(
        "a firewall that rejects NTP",
        walled("udp dport 123 reject", asked=(target(123, WEB, protocol=Protocol.NTP),)),
        "udp-refused",
        'Allow it: az network firewall network-rule create -g "$RG" -f "$FW" -c azureml-network '
        "-n allow-20-50-1-10-123 "
        '--source-addresses "$SOURCE" --protocols UDP --destination-addresses 20.50.1.10 --destination-ports 123',
    ),
    Fault(
        "a private zone that this server does not see",
        served(dnsmasq, [*CHAIN, f"host-record={LINK},20.50.1.1"]),
        "private-zone-not-seen",
        "Link the zone privatelink.azurecr.io to the virtual network of DNS server {dns}, "
        "or let that server forward azurecr.io to 168.63.129.16.",
    ),
    Fault(
        "a private host without a private endpoint",
        served(dnsmasq, [f"host-record={HOST},20.50.1.1"]),
        "private-endpoint-missing",
        "Create a private endpoint for myreg.azurecr.io, with its record in zone "
        "privatelink.azurecr.io; or say that it is public.",
    ),
    Fault(
        "a private zone without the record",
        answered(Says(rcode="NXDOMAIN", chain=(LINK,)), private=True),
        "private-record-missing",
        "Add the A record of myreg.privatelink.azurecr.io: recreate the DNS zone group of the private endpoint.",
    ),
    Fault(
        "the private zone of another environment",
        served(dnsmasq, [*CHAIN, f"host-record={LINK},127.0.9.1"]),
        "private-wrong-range",
        "Compare 127.0.9.1 with the addresses of the private endpoint's network interface, and unlink the wrong zone.",
    ),
    Fault(
        "a private host that unbound refuses",
        served(unbound, ['local-zone: "azurecr.io." always_refuse']),
        "dns-refused",
        "Allow queries from the nodes' and pods' ranges on DNS server {dns}.",
    ),
    Fault(
        "a registry that is private by half",
        half,
        "private-registry-half",
        "Add the record of myreg.westeurope.data.azurecr.io to the zone privatelink.azurecr.io.",
    ),
    Fault(
        "a forwarder outside the network",
        outside,
        "private-forwarder-broken",
        "Let {dns} forward azurecr.io to a DNS server inside the virtual network, and that one to 168.63.129.16.",
    ),
    Fault(
        "a private host reached over the public way",
        talking(inside(PUBLIC)),
        "private-path-needed",
        "Make myreg.azurecr.io resolve to its private endpoint here: link its private zone, "
        "or forward the parent zone of myreg.azurecr.io to 168.63.129.16.",
    ),
    Fault(
        "a proxy with a list",
        proxied("list"),
        "proxy-denied",
        "Add localhost:{port} to the proxy's allow list: acl azureml dstdomain localhost",
    ),
    Fault(
        "a proxy with a login",
        proxied("login"),
        "proxy-login",
        "Let the nodes and pods through proxy {proxy} without a login.",
    ),
    Fault(
        "a proxy that cannot reach the host",
        proxied("lost"),
        "proxy-cannot-reach",
        "Let the proxy {proxy} resolve and reach localhost:{port}.",
    ),
    Fault(
        "a proxy that is not there",
        proxied("absent"),
        "proxy-unreachable",
        "Start the proxy at {proxy} or correct httpProxy and httpsProxy of the cluster.",
    ),
    Fault(
        "a proxy that is silent",
        proxied("silent"),
        "proxy-silent",
        "Allow connections to {proxy}, or look at its log for localhost.",
    ),
    Fault(
        "a proxy whose name is unknown",
        proxied("nameless"),
        "proxy-name",
        "Correct the name of proxy {proxy} or add it to DNS.",
    ),
    Fault(
        "something else at the proxy's address",
        proxied("other"),
        "proxy-not-http",
        "Correct {proxy}: it must be an http:// proxy that understands CONNECT.",
    ),
    Fault(
        "a proxy that opens TLS",
        proxied("opening"),
        "tls-intercepted",
        "Exempt localhost from TLS inspection; the nodes' extra certificates are not trusted inside pods.",
    ),
    Fault(
        "a NO_PROXY that programs read differently",
        proxied("absent", host="a.example", no_proxy=("*.example",)),
        "proxy-bypass-differs",
        "Write the host in NO_PROXY as a.example, without star and without leading dot, or leave it out.",
    ),
    Fault(
        "a certificate for another host",
        talking(certified("other.example")),
        "tls-wrong-name",
        "Correct the address of myreg.azurecr.io (127.0.0.2); the certificate names other.example.",
    ),
    Fault(
        "a certificate that has expired",
        talking(certified(HOST, since=-300, until=-1)),
        "tls-expired",
        "Renew the certificate of myreg.azurecr.io, valid until ....",
    ),
    Fault(
        "a certificate of tomorrow",
        talking(certified(HOST, since=1)),
        "tls-not-yet-valid",
        "Issue the certificate of myreg.azurecr.io again, valid from ....",
    ),
    Fault(
        "a portal in place of TLS",
        talking(lambda _: say(b"HTTP/1.1 302 Found\r\nLocation: http://portal\r\n\r\n")),
        "tls-not-tls",
        "Exempt myreg.azurecr.io from the device that answers in its place: {az}",
    ),
    Fault(
        "a peer that hangs up in the handshake",
        talking(lambda _: leave),
        "tls-closed",
        "Allow it by name: {az}",
    ),
    Fault(
        "a device that takes ALPN away",
        talking(lambda folder: over_tls(trusted().issue(folder, HOST), FINE, alpn=False), alpn=True),
        "tls-alpn-stripped",
        "Exempt myreg.azurecr.io from TLS inspection.",
    ),
    Fault(
        "a clock that is wrong",
        talking(inside(LATE)),
        "clock-wrong",
        "Set the clock: it is ... days ahead. Allow NTP (UDP 123) where it is needed.",
    ),
    Fault(
        "a page of a filter",
        talking(inside(PAGE)),
        "http-unexpected",
        "Compare the answer with one from a network that works.",
    ),
    Fault(
        "a firewall of the storage account",
        talking(inside(FIREWALLED)),
        "http-resource-firewall",
        "Allow the cluster's subnet or egress address on myreg.azurecr.io, or use its private endpoint.",
    ),
    Fault(
        "a gateway that fails",
        talking(inside(GATE)),
        "http-gateway-error",
        "Let the device that answers for myreg.azurecr.io reach it: {az}",
    ),
    Fault(
        "a peer that hangs up after the question",
        talking(inside(leave)),
        "http-cut",
        "Look at the device that inspects requests to myreg.azurecr.io.",
    ),
    Fault(
        "a host that never answers",
        talking(inside(stay_silent)),
        "http-silent",
        "Look at the device that inspects requests to myreg.azurecr.io.",
    ),
    Fault(
        "a host that must be blocked and is not",
        talking(inside(FINE), expectation=Expectation.BLOCKED),
        "not-blocked",
        "Remove the rule that lets myreg.azurecr.io:{port} through.",
    ),
)
