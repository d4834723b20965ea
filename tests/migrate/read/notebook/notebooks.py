"""Notebooks made from the text of their cells, and short ways to read them in a tree in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from textwrap import dedent

from migrate.read.notebook.reader import read_notebook
from migrate.read.python.source import read_source
from migrate.read.reading import Reading, SourceFile
from tests.migrate.read.python.tree import Tree

PATH = "work/deploy.ipynb"
IMPORTS = """\
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AciWebservice, AksWebservice
"""
CONFIGURATION = "config = AciWebservice.deploy_configuration(cpu_cores=2)"
DEPLOY = "Model.deploy(ws, 'churn', [], scoring, config)"


def cell(source: object, kind: str = "code", **metadata: object) -> dict[str, object]:
    text = dedent(source).strip("\n") if isinstance(source, str) else source
    return {"cell_type": kind, "source": text, "metadata": metadata, "outputs": []}


def notebook(*cells: object, **metadata: object) -> str:
    made = [one if isinstance(one, dict) else cell(one) for one in cells]
    return json.dumps({"nbformat": 4, "metadata": metadata, "cells": made})


def read_text(text: str, files: Mapping[str, str] | None = None, path: str = PATH) -> Reading:
    return read_notebook(SourceFile(path, text), Tree(files)) or Reading(path)


def read(*cells: object, files: Mapping[str, str] | None = None) -> Reading:
    return read_text(notebook(*cells), files)


def read_databricks(source: str, files: Mapping[str, str] | None = None) -> Reading:
    text = f"# Databricks notebook source\n{dedent(source)}"
    return read_source(SourceFile("work/deploy.py", text), Tree(files))


def sites(reading: Reading) -> list[tuple[str, int | None, int]]:
    """The calls, by the last part of their name, with cell and line."""
    return [
        (usage.symbol.rpartition(".")[2], usage.place.cell, usage.place.line)
        for usage in reading.usages
        if usage.form.value != "import"
    ]


def rules(reading: Reading) -> list[str]:
    return [finding.rule for finding in reading.findings]
