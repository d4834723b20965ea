"""Files that cells write: found by the readers, and read themselves."""

from __future__ import annotations

import pytest

from compat.v1 import ServiceKind
from compat.value import Place, known
from tests.migrate.read.notebook.notebooks import CONFIGURATION, DEPLOY, IMPORTS, PATH, read, rules, sites

SCRIPT = """\
from azureml.core.model import Model
def init():
    Model.get_model_path('churn')
def run(data):
    return data
"""
SCORING = "scoring = InferenceConfig(entry_script='score.py')"
CELLS = [IMPORTS, CONFIGURATION, f"%%writefile score.py\n{SCRIPT}", SCORING, DEPLOY]


def scripts(*cells: str) -> list[Place]:
    return [usage.place for usage in read(*cells).usages if usage.symbol == "scoring_script"]


def test_a_scoring_script_in_a_cell_is_read_where_it_stands() -> None:
    reading = read(*CELLS)
    assert ("get_model_path", 2, 4) in sites(reading)
    assert scripts(*CELLS) == [Place(PATH, 2, 1, 0, 2)]
    assert reading.services[0].scoring is not None
    assert "azureml.core.model.Model" in (reading.services[0].scoring.imports or ())
    assert rules(reading) == ["AML330"]


@pytest.mark.parametrize(
    "cells",
    [
        ["%%writefile train.py\nfrom azureml.core import Run\nRun.get_context()", IMPORTS],
        ["%%writefile score.py\ndef init(): pass\ndef run(mini_batch): pass", IMPORTS, CONFIGURATION],
        ["%%writefile score.py\ndef init(): pass\ndef run(data): pass", "x = 'azureml:model:1'"],
        ["%%writefile score.txt\ndef init(): pass\ndef run(data): pass", IMPORTS, CONFIGURATION],
        [f"text = '''\n%%writefile score.py\n{SCRIPT}'''", IMPORTS, CONFIGURATION],
    ],
)
def test_other_files_are_no_scoring_scripts(cells: list[str]) -> None:
    assert scripts(*cells) == []


@pytest.mark.parametrize(
    "line",
    [
        "%%writefile conda.yml",
        "%%file conda.yml",
        '%%writefile "conda.yml"',
        "%%writefile ./$name",
        "%%writefile {name}",
    ],
)
def test_a_conda_file_in_a_cell_is_a_file_of_the_tree(line: str) -> None:
    conda = f"{line}\nname: churn\ndependencies:\n- scikit-learn=1.0\n"
    cells = [
        "name = 'conda.yml'",
        "from azureml.core import Environment",
        conda,
        "env = Environment.from_conda_specification('churn', 'conda.yml')",
    ]
    (environment,) = read(*cells).environments
    assert environment.conda is not None
    assert "scikit-learn=1.0" in environment.conda.document["dependencies"]
    assert environment.conda.gaps == ()


def test_what_is_on_disk_comes_first_and_a_difference_is_said() -> None:
    disk = "def init():\n    import pandas\ndef run(data):\n    pass\n"
    reading = read(*CELLS, files={"work/score.py": disk})
    assert reading.services[0].scoring is not None
    assert reading.services[0].scoring.imports == {"pandas"}
    assert rules(reading) == ["AML331"]


def test_the_same_file_on_disk_is_nothing_to_say() -> None:
    assert rules(read(*CELLS, files={"work/score.py": f"{SCRIPT}\n"})) == []


def test_a_file_further_up_does_not_count_before_the_cell() -> None:
    reading = read(*CELLS, files={"score.py": "import pandas"})
    assert "azureml.core.model.Model" in (reading.services[0].scoring.imports or ())  # type: ignore[union-attr]


def test_appending_continues_the_file_with_places_of_each_cell() -> None:
    first = "%%writefile score.py\nfrom azureml.core.model import Model\ndef init():\n    Model.get_model_path('a')"
    second = "%%time\n%%writefile -a score.py\ndef run(data):\n    Model.get_model_path('b')"
    reading = read(first, "x = 1", second)
    assert [one for one in sites(reading) if one[0] == "get_model_path"] == [
        ("get_model_path", 0, 4),
        ("get_model_path", 2, 4),
    ]
    assert scripts(first, "x = 1", second) == [Place(PATH, 2, 1, 0, 0)]


def test_a_file_written_twice_is_read_twice_and_said() -> None:
    other = SCRIPT.replace("churn", "claims")
    reading = read(*CELLS, f"%%writefile score.py\n{other}")
    assert [one for one in sites(reading) if one[0] == "get_model_path"] == [
        ("get_model_path", 2, 4),
        ("get_model_path", 5, 4),
    ]
    assert sorted(rules(reading)) == ["AML330", "AML332"]


DEPLOYMENT = (
    '%%writefile deployment.json\n{"computeType": "ACI",\n "containerResourceRequirements": {"cpu": 1}}'
)
INFERENCE = (
    '%%writefile inference.json\n{"entryScript": "score.py", "runtime": "python", "condaFile": "conda.yml"}'
)


def test_configuration_files_in_cells_are_a_service() -> None:
    reading = read(DEPLOYMENT, INFERENCE)
    (service,) = reading.services
    assert service.kind is ServiceKind.ACI
    cores = service.settings["cpu_cores"]
    assert known(cores.value) == 1
    assert cores.place is not None
    assert (cores.place.path, cores.place.cell, cores.place.line) == (PATH, 0, 3)
    assert service.scoring is not None
    assert service.scoring.place is not None
    assert service.scoring.place.cell == 1
    assert {place.cell for place in (usage.place for usage in reading.usages)} == {0, 1}


def test_a_service_of_files_on_disk_is_told_there() -> None:
    files = {
        "work/deployment.json": DEPLOYMENT.partition("\n")[2],
        "work/inference.json": INFERENCE.partition("\n")[2],
    }
    assert read(DEPLOYMENT, INFERENCE, files=files).services == ()


def test_settings_read_from_a_file_that_a_cell_writes_point_into_the_cell() -> None:
    cells = [
        IMPORTS,
        '%%writefile settings.json\n{\n  "cores": 2}',
        "import json\nsettings = json.load(open('settings.json'))",
        "config = AciWebservice.deploy_configuration(cpu_cores=settings['cores'])",
        DEPLOY,
    ]
    (service,) = read(*cells).services
    cores = service.settings["cpu_cores"].value
    assert known(cores) == 2
    assert cores.place is not None
    assert (cores.place.path, cores.place.cell, cores.place.line) == (PATH, 1, 3)


@pytest.mark.parametrize(
    ("line", "above"),
    [
        ("%%writefile /tmp/score.py", ""),
        ("%%writefile ../../score.py", ""),
        ("%%writefile ~/score.py", ""),
        ("%%writefile $folder/score.py", "folder = make()"),
        ("%%writefile {folder}/score.py", "folder = 'src'\nfor folder in folders: pass"),
        ("%%writefile score.py", "%cd $somewhere"),
        ("%%writefile score.py", "%cd /tmp"),
        ("%%writefile score.py", "if a:\n    %cd src"),
    ],
)
def test_a_file_whose_folder_is_not_known_is_read_but_not_found(line: str, above: str) -> None:
    cells = [IMPORTS, CONFIGURATION, above, f"{line}\n{SCRIPT}", SCORING, DEPLOY]
    reading = read(*cells)
    assert ("get_model_path", 3, 4) in sites(reading)
    assert reading.services[0].scoring is not None
    assert reading.services[0].scoring.imports is None


def test_files_are_written_where_cd_leads() -> None:
    scoring = "scoring = InferenceConfig(entry_script='score.py', source_directory='src')"
    (service,) = read(IMPORTS, CONFIGURATION, "%cd src", CELLS[2], "%cd ..", scoring, DEPLOY).services
    assert service.scoring is not None
    assert service.scoring.imports


@pytest.mark.parametrize("line", ["%%writefile", "%%writefile -a", "%%writefile 'a", "%%writefile a\0b"])
def test_a_cell_that_names_no_file_is_no_failure(line: str) -> None:
    assert read(IMPORTS, CONFIGURATION, f"{line}\n{SCRIPT}").services == ()
