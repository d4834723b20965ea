"""Azure Firewall: a rule collection group of a firewall policy in Bicep, az commands, and Terraform.

Resource shapes: Microsoft.Network/firewallPolicies/ruleCollectionGroups, api-version 2023-11-01;
azurerm_firewall_policy_rule_collection_group; ``az network firewall`` of the azure-firewall extension.
Rules by name for traffic other than HTTP need the firewall's DNS proxy, and take no wildcards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectivity.address import is_numeric

if TYPE_CHECKING:
    from connectivity.rules.rule import Rule

HEAD_BICEP = """param firewallPolicyName string
@description('Address ranges of the cluster: nodes, and pods where they have addresses of their own.')
param sourceAddresses array

resource policy 'Microsoft.Network/firewallPolicies@2023-11-01' existing = {
  name: firewallPolicyName
}

resource group 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2023-11-01' = {
  parent: policy
  name: 'azureml-inference'
  properties: {
    priority: 300
    ruleCollections: ["""

HEAD_TERRAFORM = """variable "firewall_policy_id" { type = string }
variable "source_addresses" { type = list(string) }

resource "azurerm_firewall_policy_rule_collection_group" "azureml_inference" {
  name               = "azureml-inference"
  firewall_policy_id = var.firewall_policy_id
  priority           = 300
"""


def bicep(rules: tuple[Rule, ...]) -> str:
    """A Bicep file with one application and one network rule collection."""
    lines = [HEAD_BICEP]
    for kind, priority, chosen in _collections(rules):
        lines += [
            "      {",
            "        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'",
            f"        name: 'azureml-{kind}'",
            f"        priority: {priority}",
            "        action: { type: 'Allow' }",
            "        rules: [",
            *[line for rule in chosen for line in _bicep_rule(rule)],
            "        ]",
            "      }",
        ]
    return "\n".join([*lines, "    ]", "  }", "}", ""])


def _bicep_rule(rule: Rule) -> list[str]:
    start = [f"          // {'; '.join(rule.why)}", "          {", f"            name: '{rule.name}'"]
    source = "            sourceAddresses: sourceAddresses"
    if rule.application:
        body = [
            "            ruleType: 'ApplicationRule'",
            source,
            f"            protocols: [ {{ protocolType: '{rule.scheme}', port: {rule.port} }} ]",
            f"            targetFqdns: [ '{rule.host}' ]",
        ]
    else:
        field = "destinationAddresses" if is_numeric(rule.host) else "destinationFqdns"
        protocols = " ".join(f"'{transport}'" for transport in rule.transports)
        body = [
            "            ruleType: 'NetworkRule'",
            source,
            f"            ipProtocols: [ {protocols} ]",
            f"            {field}: [ '{rule.host}' ]",
            f"            destinationPorts: [ '{rule.port}' ]",
        ]
    return [*start, *body, "          }"]


def az(rules: tuple[Rule, ...]) -> str:
    """One az command a rule; the three variables at the top are to be set first."""
    head = ["RG=<resource group of the firewall>", "FW=<firewall>", "SOURCE=<ranges of nodes and pods>", ""]
    chosen = [each for _, _, each in _collections(rules)]
    lines = [az_line(rule, first=at == 0) for each in chosen for at, rule in enumerate(each)]
    return "\n".join([*head, *lines, ""])


def az_line(rule: Rule, *, first: bool = False) -> str:
    """The one line that opens it. The first rule of a collection also carries its priority and action."""
    kind = "application" if rule.application else "network"
    extra = f" --priority {300 if rule.application else 400} --action Allow" if first else ""
    start = (
        f'az network firewall {kind}-rule create -g "$RG" -f "$FW" -c azureml-{kind} -n {rule.name} '
        f'--source-addresses "$SOURCE"'
    )
    if rule.application:
        return f"{start} --protocols {rule.scheme}={rule.port} --target-fqdns '{rule.host}'{extra}"
    field = "--destination-addresses" if is_numeric(rule.host) else "--destination-fqdns"
    where = f"{field} {rule.host} --destination-ports {rule.port}"
    return f"{start} --protocols {' '.join(rule.transports)} {where}{extra}"


def terraform(rules: tuple[Rule, ...]) -> str:
    """A Terraform resource with one application and one network rule collection."""
    lines = [HEAD_TERRAFORM]
    for kind, priority, chosen in _collections(rules):
        lines += [
            f"  {kind}_rule_collection {{",
            f'    name     = "azureml-{kind}"',
            f"    priority = {priority}",
            '    action   = "Allow"',
            *[line for rule in chosen for line in _terraform_rule(rule)],
            "  }",
        ]
    return "\n".join([*lines, "}", ""])


def _terraform_rule(rule: Rule) -> list[str]:
    start = [
        f"    # {'; '.join(rule.why)}",
        "    rule {",
        f'      name              = "{rule.name}"',
        "      source_addresses  = var.source_addresses",
    ]
    if rule.application:
        return [
            *start,
            f'      destination_fqdns = ["{rule.host}"]',
            "      protocols {",
            f'        type = "{rule.scheme}"',
            f"        port = {rule.port}",
            "      }",
            "    }",
        ]
    field = "destination_addresses" if is_numeric(rule.host) else "destination_fqdns"
    protocols = ", ".join(f'"{transport}"' for transport in rule.transports)
    return [
        *start,
        f'      {field} = ["{rule.host}"]',
        f"      protocols         = [{protocols}]",
        f'      destination_ports = ["{rule.port}"]',
        "    }",
    ]


def _collections(rules: tuple[Rule, ...]) -> list[tuple[str, int, list[Rule]]]:
    by_name = [rule for rule in rules if rule.application]
    others = [rule for rule in rules if not rule.application]
    both = [("network", 400, others), ("application", 300, by_name)]
    return [(kind, priority, chosen) for kind, priority, chosen in both if chosen]
