"""Conda files made in code."""

from __future__ import annotations

from compat.mapping.setting import LEARN
from migrate.finding import Level
from migrate.rules.rule import Example, Rule, Safety

_BEFORE = """\
from azureml.core.conda_dependencies import CondaDependencies

conda = CondaDependencies.create(conda_packages=["scikit-learn"], pip_packages=["joblib"])
"""
_AFTER = """\
channels: [conda-forge]
dependencies: [python=3.10, scikit-learn, pip, {pip: [joblib, azureml-inference-server-http]}]
"""

RULE = Rule(
    id="AML143",
    title="conda file made in code",
    level=Level.CHANGE,
    why=(
        "v2 takes a conda file as it is. What the calls built up is written out, without the option "
        "lines and the azureml packages that v1 added by itself."
    ),
    message="The calls become one conda file beside environment.yml.",
    symbols=("azureml.core.conda_dependencies.*",),
    link=LEARN + "how-to-manage-environments-v2",
    safety=Safety.REVIEW,
    example=Example(_BEFORE, _AFTER),
)
