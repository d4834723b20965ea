"""Lines and cells for a shell: their v1 commands, with the names of the cells above."""

from __future__ import annotations

import pytest

from compat.value import Known, known
from tests.migrate.read.notebook.notebooks import PATH, read, read_databricks

DEPLOY = "az ml model deploy -n churn -m churn:1 --ic inference.json --dc deployment.json"
FILES = {
    "work/deployment.json": '{"computeType": "aci", "containerResourceRequirements": {"cpu": 2}}',
    "work/inference.json": '{"entryScript": "score.py", "runtime": "python", "condaFile": "conda.yml"}',
}


@pytest.mark.parametrize(
    ("cell", "line", "column"),
    [
        (f"!{DEPLOY}", 1, 2),
        (f"!!{DEPLOY}", 1, 3),
        (f"! {DEPLOY}", 1, 3),
        (f"x = 1\nout = !{DEPLOY}", 2, 8),
        (f"if x:\n    !{DEPLOY}", 2, 6),
        (f"%%bash\nset -e\n{DEPLOY}", 3, 1),
        (f"%%capture\n%%sh\n{DEPLOY}", 3, 1),
        (f"%sx {DEPLOY}", 1, 5),
        (f"print 'broken'\n!{DEPLOY}", 2, 2),
        (f"%sh\n{DEPLOY}", 2, 1),
    ],
)
def test_a_command_in_a_cell_is_a_service_with_its_place(cell: str, line: int, column: int) -> None:
    (service,) = read("# first", cell, files=FILES).services
    assert known(service.name) == "churn"
    assert known(service.settings["cpu_cores"].value) == 2
    place = service.place
    assert place is not None
    assert (place.path, place.cell, place.line, place.column) == (PATH, 1, line, column)


@pytest.mark.parametrize(
    "cell",
    [
        f"# !{DEPLOY}",
        f"'''\n!{DEPLOY}\n'''",
        f"text = '{DEPLOY}'",
        f"%%html\n{DEPLOY}",
        f"%%writefile notes.txt\n{DEPLOY}",
        "!az ml online-deployment create -f deployment.yml",
        "!echo az",
    ],
)
def test_other_text_is_no_command(cell: str) -> None:
    assert read("import azureml.core", cell, files=FILES).services == ()


@pytest.mark.parametrize("name", ["{name}", "$name", '"{name}"'])
def test_a_python_name_is_filled_in(name: str) -> None:
    line = f"!{DEPLOY.replace('-n churn', f'-n {name}')}"
    (service,) = read("name = 'claims'", line, "name = 'later'", files=FILES).services
    assert known(service.name) == "claims"


@pytest.mark.parametrize(
    "above", ["name = make()", "name = 'a'\nif x:\n    name = 'b'", "def f():\n    global name", ""]
)
def test_a_name_that_is_not_certain_is_not_filled_in(above: str) -> None:
    line = f"!{DEPLOY.replace('-n churn', '-n {name}')}"
    (service,) = read(above, line, files=FILES).services
    assert not isinstance(service.name, Known)


def test_a_line_that_goes_on_is_one_command() -> None:
    (service,) = read(
        "!az ml model deploy \\\n  -n churn \\\n  -m churn:1 --ic inference.json", files=FILES
    ).services
    assert service.place is not None
    assert (service.place.line, service.place.end_line) == (1, 3)


def test_the_files_of_a_command_may_stand_in_cells() -> None:
    cells = [f"%%writefile {path[5:]}\n{text}" for path, text in FILES.items()]
    reading = read(*cells, f"!{DEPLOY}")
    found = [one for one in reading.services if known(one.name) == "churn"]
    cores = found[0].settings["cpu_cores"]
    assert known(cores.value) == 2
    assert cores.place is not None
    assert (cores.place.path, cores.place.cell) == (PATH, 0)


def test_a_shell_cell_of_databricks_keeps_its_line() -> None:
    reading = read_databricks(
        f"x = 1\n# COMMAND ----------\n# MAGIC %sh\n# MAGIC set -e\n# MAGIC {DEPLOY}\n", FILES
    )
    (service,) = reading.services
    assert service.place is not None
    assert (service.place.cell, service.place.line) == (None, 6)


def test_a_script_that_a_cell_writes_is_read_as_one() -> None:
    (service,) = read(f"%%writefile deploy.sh\nset -e\n{DEPLOY}", files=FILES).services
    assert service.place is not None
    assert (service.place.cell, service.place.line) == (0, 3)
