"""The list as rules: each host once, nothing half filled in, and squid itself accepts its lines."""

import csv
import io
import re
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from connectivity.catalogue.loader import built_in
from connectivity.context import build, from_flags
from connectivity.expand import expand
from connectivity.host import Expectation, Protocol, Who
from connectivity.rules import azure_firewall, group, squid, table
from connectivity.rules.rule import gaps, outgoing, rules
from connectivity.target import Target
from tests.connectivity.network.program import needed

FULL = {
    "api_server": "my-1a2b.hcp.westeurope.azmk8s.io",
    "registry": "myreg",
    "storage": "mystore",
    "dns_server": "10.0.0.4",
    "platform": "aks",
}


def targets(**flags: str) -> tuple[Target, ...]:
    return expand(built_in(), build(from_flags({**FULL, **flags})))


def test_a_host_that_two_entries_need_gives_one_rule() -> None:
    made = rules(targets(monitoring="yes"))
    found = [rule for rule in made if rule.host == "dc.services.visualstudio.com"]
    assert len(found) == 1
    assert found[0].why == ("Container Insights", "Application Insights of the services")


def test_names_of_rules_are_unique_and_plain() -> None:
    names = [rule.name for rule in rules(targets())]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]{1,80}", name) for name in names)


@pytest.mark.parametrize(
    "render",
    [azure_firewall.bicep, azure_firewall.az, azure_firewall.terraform, group.nsg, squid.squid],
)
def test_nothing_half_filled_in_becomes_a_rule(render: object) -> None:
    assert callable(render)
    text = render(rules(targets()))
    assert "workspace_id" not in text
    assert "endpoint_host" not in text
    assert "myreg.azurecr.io" in text or render is group.nsg


def test_what_is_left_out_is_said_with_the_flag() -> None:
    said = gaps(targets(generation="v2"))
    wanted = (
        "{workspace_id}.workspace.{workspace_region}.api.azureml.ms:443 is left out: give --workspace-id "
    )
    assert any(line.startswith(wanted) for line in said)
    assert gaps(targets(workspace_id="1", workspace_region="a", vault="v", endpoint_host="a.b.c")) == ()


def test_without_a_cloud_there_are_no_rules_at_all() -> None:
    unknown = expand(built_in(), build(from_flags({"registry": "myreg"})))
    assert rules(unknown) == ()
    assert all("--cloud" in line for line in gaps(unknown))


def test_what_is_not_certain_says_on_what_it_depends() -> None:
    unsure = {each.entry: table.need(each) for each in expand(built_in(), build(from_flags(FULL)))}
    assert unsure["token-authentication"] == "required (if generation=v1, token_auth=yes)"
    assert unsure["microsoft-images"] == "required"
    sure = {each.entry: table.need(each) for each in targets(generation="v1", token_auth="yes")}
    assert sure["token-authentication"] == "required"


SUBNET = {"api_server": "my.privatelink.westeurope.azmk8s.io", "api_server_subnet": "10.226.0.0/28"}


def test_the_subnet_of_the_api_server_is_a_range_for_firewalls_and_groups() -> None:
    made = rules(targets(**SUBNET))
    found = {(rule.port, rule.transports, rule.inbound) for rule in made if rule.host == "10.226.0.0/28"}
    assert found == {
        (443, ("TCP",), ""),
        (4443, ("TCP",), ""),
        (9988, ("UDP", "TCP"), "AzureLoadBalancer"),
    }
    text = azure_firewall.bicep(outgoing(made))
    assert "destinationAddresses: [ '10.226.0.0/28' ]" in text
    assert "9988" not in text, "the load balancer's packets never come by a firewall"


def test_what_the_load_balancer_sends_goes_into_the_group_of_the_api_servers_subnet() -> None:
    lines = [line for line in group.nsg(rules(targets(**SUBNET))).splitlines() if "9988" in line]
    assert len(lines) == 2
    for line, protocol in zip(lines, ("Udp", "Tcp"), strict=True):
        words = shlex.split(line)
        assert words[words.index("--nsg-name") + 1] == "$API_NSG"
        assert words[words.index("--direction") + 1] == "Inbound"
        assert words[words.index("--source-address-prefixes") + 1] == "AzureLoadBalancer"
        assert words[words.index("--protocol") + 1] == protocol


def test_the_same_port_in_and_out_is_two_rules() -> None:
    inward = next(each for each in targets(**SUBNET) if each.entry == "api-server-balancer-tcp")
    made = rules((inward, replace(inward, id="x", who=(Who.NODE,))))
    assert sorted(rule.inbound for rule in made) == ["", "AzureLoadBalancer"]
    assert len(outgoing(made)) == 1


def test_without_that_subnet_the_group_has_no_inbound_rule() -> None:
    text = group.nsg(rules(targets()))
    assert "Inbound" not in text
    assert "API_NSG" not in text


def test_a_host_needed_over_both_transports_is_let_out_over_both() -> None:
    udp = next(each for each in targets(old_tunnel="yes") if each.entry == "old-tunnel-udp")
    (rule,) = rules((udp, replace(udp, id="x", protocol=Protocol.TCP)))
    assert set(rule.transports) == {"UDP", "TCP"}


def test_a_host_that_must_be_blocked_is_not_let_out() -> None:
    blocked = tuple(replace(each, expectation=Expectation.BLOCKED) for each in targets())
    assert rules(blocked) == ()


def test_az_lines_are_one_command_each_and_the_first_carries_priority() -> None:
    lines = [line for line in azure_firewall.az(rules(targets())).splitlines() if line.startswith("az ")]
    words = [shlex.split(line) for line in lines]
    assert all(each[:3] == ["az", "network", "firewall"] for each in words)
    by_kind = {each[3]: [other for other in words if other[3] == each[3]] for each in words}
    assert set(by_kind) == {"network-rule", "application-rule"}
    for each in by_kind.values():
        assert ["--priority" in words for words in each] == [True] + [False] * (len(each) - 1)


def test_traffic_that_is_not_http_is_a_network_rule() -> None:
    text = azure_firewall.az(rules(targets(old_nodes="yes")))
    assert "--protocols UDP --destination-fqdns ntp.ubuntu.com --destination-ports 123" in text
    assert "--protocols UDP TCP --destination-addresses 10.0.0.4 --destination-ports 53" in text


@pytest.mark.parametrize("render", [azure_firewall.bicep, azure_firewall.terraform])
def test_brackets_match(render: object) -> None:
    assert callable(render)
    text = re.sub(r"//.*|#.*", "", render(rules(targets())))
    depth = 0
    for char in text:
        depth += (char in "{[(") - (char in "}])")
        assert depth >= 0
    assert depth == 0
    assert text.count("*.data.mcr.microsoft.com") == 1


def test_squid_accepts_the_lines(tmp_path: Path) -> None:
    program = needed("squid", "squid-openssl")
    config = tmp_path / "squid.conf"
    config.write_text(
        f"http_port 127.0.0.1:3128\n{squid.squid(rules(targets(monitoring='yes')))}http_access deny all\n"
    )
    done = subprocess.run(
        [program, "-k", "parse", "-f", str(config)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "ERROR" not in done.stderr
    assert "WARNING" not in done.stderr


def test_a_security_group_says_what_it_cannot_say() -> None:
    text = group.nsg(rules(targets()))
    assert "--destination-address-prefixes MicrosoftContainerRegistry --destination-port-ranges 443" in text
    assert "# no tag covers packages.microsoft.com:443" in text
    priorities = re.findall(r"--priority (\d+)", text)
    assert len(set(priorities)) == len(priorities)


def test_the_tables_hold_every_target() -> None:
    made = targets()
    rows = list(csv.reader(io.StringIO(table.as_csv(made))))
    assert len(rows) == len(made) + 1
    assert {len(row) for row in rows} == {len(table.COLUMNS)}
    assert table.markdown(made).count("\n") == len(made) + 2
    assert "{dns_server}" not in table.text(made)
    assert "[needs --workspace-id" in table.text(made)
