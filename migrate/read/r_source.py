"""R source that uses v1: recognised by the calls of azuremlsdk, and named; R itself is not read.

Source: the reference of azuremlsdk 1.10, the last release of the R package.
"""

from __future__ import annotations

import re

from compat.value import Place
from migrate.read.notebook.objection import OTHER_LANGUAGE, objection
from migrate.read.reading import Files, Reading, SourceFile

PACKAGE = "azuremlsdk"
_CALL = re.compile(
    r"\b((?:aci|aks|local)_webservice_deployment_config|deploy_model|inference_config"
    r"|(?:get|delete|invoke)_webservice|get_webservice_(?:keys|token|logs)|generate_new_webservice_key"
    r"|update_(?:aci|aks|local)_webservice|wait_for_deployment|reload_local_webservice_assets"
    r"|(?:create|attach)_aks_compute|register_model(?:_from_run)?|package_model|r_environment)\s*\("
)
_DEPLOYS = re.compile(r"webservice|deploy_model|inference_config|aks_compute|package_model")
_MOST = 20


def read_r(source: SourceFile, _files: Files) -> Reading | None:
    """Return one finding that names the calls of v1 which deploy or use services, or None where there are none."""
    if PACKAGE not in source.text:
        return None
    calls = []
    for number, line in enumerate(source.text.splitlines(), 1):
        code = line.split("#", 1)[0]
        calls += [(found[1], number) for found in _CALL.finditer(code)]
    if not any(_DEPLOYS.search(name) for name, _ in calls):
        return None
    shown = ", ".join(f"{name} (line {number})" for name, number in calls[:_MOST])
    more = f" and {len(calls) - _MOST} more" if len(calls) > _MOST else ""
    said = f"This file uses {PACKAGE}, the R package of v1, which is not read: {shown}{more}."
    return Reading(source.path, findings=(objection(OTHER_LANGUAGE, said, Place(source.path, calls[0][1])),))
