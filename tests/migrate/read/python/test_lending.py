"""Services deployed in a function of another file: found at the deploy call, with what the callers give."""

from collections.abc import Mapping
from textwrap import dedent

from compat.v1 import Service
from compat.value import Expression, Known
from migrate.read.python.lending import settled
from migrate.read.reading import Reading
from tests.migrate.read.python.tree import read, settings

HELPER = """
from azureml.core import Model
from azureml.core.webservice import AksWebservice

def deploy(ws, name, cores=1):
    made = AksWebservice.deploy_configuration(cpu_cores=cores)
    return Model.deploy(ws, name, [], None, made)
"""
CALLER = """
from azureml.core import Workspace
from helper import deploy
service = deploy(Workspace.from_config(), "churn", cores=4)
"""


def scanned(files: Mapping[str, str]) -> tuple[Reading, ...]:
    return settled([read(text, files, path) for path, text in sorted(files.items())])


def services(files: Mapping[str, str]) -> list[Service]:
    return [service for reading in scanned(files) for service in reading.services]


def names(files: Mapping[str, str]) -> list[object]:
    return sorted(str(one.name.value) if isinstance(one.name, Known) else "?" for one in services(files))


def test_a_service_has_the_values_of_its_one_caller_and_the_place_of_the_call() -> None:
    readings = scanned({"helper.py": HELPER, "main.py": CALLER})
    assert [len(reading.services) for reading in readings] == [1, 0]
    [found] = readings[0].services
    assert found.name == Known("churn")
    assert settings(found) == {"cpu_cores": 4}
    assert found.place is not None
    assert (found.place.path, found.place.line) == ("helper.py", 7)


def test_every_caller_makes_a_service() -> None:
    files = {"helper.py": HELPER, "main.py": CALLER, "second.py": CALLER.replace("churn", "fraud")}
    assert names(files) == ["churn", "fraud"]


def test_callers_that_say_the_same_make_one_service() -> None:
    assert names({"helper.py": HELPER, "main.py": CALLER, "second.py": CALLER}) == ["churn"]


def test_without_a_caller_the_service_is_told_with_what_is_open() -> None:
    [found] = services({"helper.py": HELPER})
    assert isinstance(found.name, Expression)


def test_an_import_alone_is_no_caller() -> None:
    files = {"helper.py": HELPER, "main.py": "from azureml.core import Workspace\nfrom helper import deploy"}
    [found] = services(files)
    assert isinstance(found.name, Expression)


def test_a_service_that_the_file_of_the_function_deploys_itself_stays() -> None:
    own = HELPER + "\nif __name__ == '__main__':\n    deploy(None, 'own')\n"
    assert names({"helper.py": own, "main.py": CALLER}) == ["churn", "own"]


def test_a_caller_that_is_called_itself_is_told_by_its_own_caller() -> None:
    between = """
from azureml.core import Workspace
from helper import deploy
def run(name):
    deploy(Workspace.from_config(), name)
"""
    last = "from azureml.core import Workspace\nfrom between import run\nrun('churn')"
    files = {"helper.py": HELPER, "between.py": between, "last.py": last}
    assert names(files) == ["churn"]
    assert names({"helper.py": HELPER, "between.py": between}) == ["?"]


def test_files_whose_functions_call_each_other_keep_their_services() -> None:
    one = """
from azureml.core import Model
import two
def first(ws, name):
    Model.deploy(ws, name, [])
    two.second(ws, name)
"""
    other = """
from azureml.core import Model
import one
def second(ws, name):
    one.first(ws, name)
"""
    found = services({"one.py": one, "two.py": other})
    assert found
    assert all(service.place is not None and service.place.path == "one.py" for service in found)


def test_a_method_of_another_files_class_is_followed() -> None:
    helper = """
from azureml.core import Model, Workspace
class Deployer:
    def __init__(self, name):
        self.name = name
        self.ws = Workspace.from_config()
    def deploy(self):
        return Model.deploy(self.ws, self.name, [])
"""
    caller = "from azureml.core import Workspace\nfrom helper import Deployer\nDeployer('churn').deploy()"
    assert names({"helper.py": helper, "main.py": caller}) == ["churn"]


def test_what_the_caller_changes_later_is_listed_on_the_service() -> None:
    [found] = services({"helper.py": HELPER, "main.py": CALLER + "service.update(cpu_cores=8)\n"})
    assert [one.spelling for one in found.unread] == ["update(cpu_cores=)"]


def test_a_caller_whose_helper_is_not_scanned_tells_the_service_itself() -> None:
    files = {"helper.py": HELPER, "main.py": CALLER}
    [reading] = settled([read(CALLER, files, "main.py")])
    [found] = reading.services
    assert found.name == Known("churn")


def test_readings_without_calls_across_files_stay_as_they_are() -> None:
    reading = read(dedent(HELPER), path="helper.py")
    assert settled([reading]) == (reading,)


def test_a_test_is_no_caller() -> None:
    [found] = services({"helper.py": HELPER, "tests/test_main.py": CALLER})
    assert isinstance(found.name, Expression)


def test_a_call_that_the_base_class_never_gets_to_is_told_by_the_class_that_does() -> None:
    base = """
from azureml.core import Model
class Deployer:
    def __init__(self, name):
        self.name = name
    def configuration(self):
        raise NotImplementedError
    def deploy(self, ws):
        return Model.deploy(ws, self.name, [], None, self.configuration())
"""
    own = """
from azureml.core import Workspace
from azureml.core.webservice import AksWebservice
from base import Deployer
class Ours(Deployer):
    def configuration(self):
        return AksWebservice.deploy_configuration(cpu_cores=2)
Ours("churn").deploy(Workspace.from_config())
"""
    [found] = services({"base.py": base, "own.py": own})
    assert (found.name, settings(found)) == (Known("churn"), {"cpu_cores": 2})
    [alone] = services({"base.py": base})
    assert alone.unread
