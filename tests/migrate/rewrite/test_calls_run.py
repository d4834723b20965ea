"""Rewritten service calls, run by the real azure-ai-ml: what the script prints is what v1 would have meant."""

from __future__ import annotations

from pathlib import Path

from tests.loopback_azure import Azure, run_script
from tests.migrate.rewrite.rewriting import after
from tests.samples import ROOT

CALLS = """
import json

first, second = service.get_keys()
service.regen_key("Primary")
service.update_deployment_state()
print("renewed", service.get_keys()[0] != first, service.get_keys()[1] == second)
print("answer", service.run(json.dumps({"data": [1]})))
print("logs", isinstance(service.get_logs(num_lines=10), str))
print("live", service.state == "Healthy", service.auth_enabled)
service.delete()
"""


def test_keys_calls_logs_and_the_end_of_a_service(tmp_path: Path) -> None:
    sample = ROOT / "churn-aks" / "v1"
    text = after(tmp_path / "read", (sample / "deploy.py").read_text() + CALLS)

    with Azure(auto_create=True) as azure:
        project = azure.copy_of(sample)
        (project / "deploy.py").write_text(text)
        done = run_script(azure, project / "deploy.py")

        assert done.returncode == 0, done.stderr
        told = [line.lstrip(".") for line in done.stdout.splitlines()]
        assert "renewed True True" in told
        assert "answer {'data': [1]}" in told
        assert "logs True" in told
        assert "live True True" in told
        assert azure.online.endpoints() == []
        assert azure.journal.unanswered == []
