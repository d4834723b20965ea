"""What is said before a document can be checked, and what the vendor's loader says."""

from __future__ import annotations

from compat.validation.document import Kind
from compat.validation.problem import ENDPOINT_PAGE, LEARN, Check, Example, Loader

UNREADABLE = Check(
    code="AML600",
    title="File cannot be read",
    why="The file is missing, empty, too large, not UTF-8, not YAML, or not a mapping of keys.",
    fix="Correct the file.",
    example=Example("- name: churn", "name: churn\nauth_mode: key", Kind.MANAGED_ENDPOINT, alone=True),
    loader=Loader.REFUSES,
    link=ENDPOINT_PAGE,
)

UNKNOWN = Check(
    code="AML601",
    title="Not a document this can check",
    why="By its keys the file is none of: online endpoint, online deployment, environment, model, Kubernetes "
    "compute, instance type, conda file.",
    fix="Add $schema, or leave the file out.",
    example=Example("name: churn", "name: churn\nauth_mode: key", Kind.MANAGED_ENDPOINT, alone=True),
    loader=Loader.NOT_ASKED,
    link=ENDPOINT_PAGE,
)

FORMER = Check(
    code="AML602",
    title="File of v1",
    why="Azure ML v2 does not read the configuration files of v1.",
    fix="Run migrate convert on the folder it comes from, and validate what that writes.",
    example=Example(
        "computeType: AKS\ncontainerResourceRequirements: {cpu: 1, memoryInGB: 1}",
        "name: churn\nauth_mode: key",
        Kind.MANAGED_ENDPOINT,
        alone=True,
    ),
    loader=Loader.REFUSES,
    link=LEARN + "how-to-migrate-from-v1",
)

REFUSED = Check(
    code="AML609",
    title="Azure's own loader refuses it",
    why="The loader of the installed azure-ai-ml stops at this file. Newer releases may know more rules "
    "than we do.",
    fix="Do what it says.",
    example=Example(
        "identity: {type: user_assigned, user_assigned_identities: [{resource_id: 3}]}",
        "identity: {type: system_assigned}",
        Kind.MANAGED_ENDPOINT,
    ),
    loader=Loader.REFUSES,
    link=ENDPOINT_PAGE,
)

CHECKS = (UNREADABLE, UNKNOWN, FORMER, REFUSED)
