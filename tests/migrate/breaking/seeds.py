"""A file of v1 for every kind that is read: what the broken variants are made from."""

from __future__ import annotations

import json
from pathlib import Path

SAMPLES = Path(__file__).parent.parent.parent.parent / "samples"

PYTHON = """\
from azureml.core import Environment, Model, Workspace
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AksWebservice
import argparse, os, json

args = argparse.ArgumentParser().parse_args()
with open("dc.json") as stream:
    settings = json.load(stream)
ws = Workspace.from_config()
env = Environment.from_conda_specification("e", "conda.yml")
for stage in ["test", f"{os.environ['STAGE']}-prod"]:
    try:
        config = AksWebservice.deploy_configuration(cpu_cores=settings["cpu"], **({"tags": {"a": 1}} if args.t else {}))
        Model.deploy(ws, f"churn-{stage}", [Model(ws, "churn", version=3)], InferenceConfig("score.py", environment=env), config)
    except Exception as error:
        print(error)
"""
COMMAND = "az ml model deploy -n churn -m churn:3 --ic ic.json --dc dc.json --ct aks-prod --overwrite"
PIPELINE = f"""\
trigger: [main]
parameters:
- {{name: stage, default: prod}}
variables: &vars
  CLUSTER: aks-${{{{ parameters.stage }}}}
steps:
- task: AzureCLI@2
  env: *vars
  inputs:
    inlineScript: |
      set -e
      {COMMAND} \\
        --sc 3 $(echo "$CLUSTER" | xargs -I {{}} echo {{}})
- script: python deploy.py --name x
- task: ms-air-aiagility.vss-services-azureml.azureml-model-deploy-task.AMLModelDeploy@0
  inputs: {{modelSourceType: manualSpec, modelName: churn, modelVersion: '3', deploymentName: churn}}
"""
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": source.splitlines(keepends=True)}
            for source in (
                "%matplotlib inline\n!pip install azureml-sdk\nimport azureml.core",
                "%%writefile score.py\ndef init():\n    pass\ndef run(data):\n    return data\n",
                PYTHON,
                f"!{COMMAND}\n%run ./other.ipynb\n",
                f"%%bash\n{COMMAND} <<X\nX\n",
            )
        ],
        "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    },
    indent=1,
)
SEEDS: dict[str, str] = {
    "deploy.py": PYTHON,
    "brick.py": f"# Databricks notebook source\n{PYTHON}\n# COMMAND ----------\n\n# MAGIC %run ./other\n# MAGIC %sh {COMMAND}\n",
    "book.ipynb": NOTEBOOK,
    "dc.json": '{"computeType": "aks", "autoScaler": {"autoscaleEnabled": true, "maxReplicas": 3}, "cpu": 0.5, '
    '"containerResourceRequirements": {"cpu": 1.5, "memoryInGB": 2}, "keys": {"primaryKey": "hunter2hunter2"}}',
    "ic.json": '{"entryScript": "score.py", "condaFile": "conda.yml", "runtime": "python", "sourceDirectory": "."}',
    "conda.yml": "name: e\nchannels: [conda-forge]\ndependencies:\n- python=3.8\n- pip:\n  - azureml-defaults>=1.0\n  - &a b\n",
    "pipeline.yml": PIPELINE,
    "deploy.sh": f'#!/bin/bash\nNAME=${{1:-churn}}\nif [ -n "$NAME" ]; then\n{COMMAND} -n "$NAME"\nfi\ncat <<EOF\n{COMMAND}\nEOF\n',
    "deploy.ps1": f'param([string]$Name = "churn")\n$c = @"\n$Name\n"@\n{COMMAND} `\n  -n $Name | ForEach-Object {{ $_ }}\n',
    "deploy.cmd": f"@echo off\nset NAME=churn\nif exist x ({COMMAND} ^\n -n %NAME%)\n",
    "Makefile": f"NAME ?= churn\n.PHONY: deploy\ndeploy: all\n\t@{COMMAND} -n $(NAME) \\\n\t  --sc 3\n",
    "Dockerfile": f'FROM python:3.8\nARG NAME=churn\nRUN {COMMAND} \\\n  -n $NAME\nCMD ["az", "ml", "service", "list"]\n',
    "guide.md": f"# Guide\n\n```bash\n{COMMAND}\n```\n\n~~~python\nimport azureml.core\n~~~\n\n    {COMMAND}\n",
    "client.js": 'fetch("https://x.westeurope.azurecontainer.io/score", {headers: {Authorization: `Bearer ${key}`}})\n',
    "settings.ini": "[service]\nurl = http://20.1.2.3:80/api/v1/service/churn/score\nkey = hunter2hunter2\n",
}
