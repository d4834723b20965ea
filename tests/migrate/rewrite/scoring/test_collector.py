"""``ModelDataCollector``: rewritten whole, or marked and left whole."""

import pytest

from migrate.rewrite.proposal import Import
from migrate.rules.rule import Safety
from tests.migrate.rewrite.proposals import proposed

BEFORE = """\
import json

import numpy as np
from azureml.monitoring import ModelDataCollector


def init():
    global inputs_dc, prediction_dc
    inputs_dc = ModelDataCollector("best_model", designation="inputs", feature_names=["a", "b"])
    prediction_dc = ModelDataCollector("best_model", designation="predictions", feature_names=["p"])


def run(data):
    data = np.array(json.loads(data)["data"])
    result = model.predict(data)
    inputs_dc.collect(data)
    prediction_dc.collect(result)
    return result.tolist()
"""
AFTER = """\
import json

import numpy as np
from azureml.ai.monitoring import Collector


def init():
    global inputs_dc, prediction_dc
    inputs_dc = Collector(name="model_inputs", on_error=lambda error: print(error))
    prediction_dc = Collector(name="model_outputs", on_error=lambda error: print(error))


def run(data):
    data = np.array(json.loads(data)["data"])
    result = model.predict(data)
    inputs_dc.collect(pandas.DataFrame(data, columns=["a", "b"]))
    prediction_dc.collect(pandas.DataFrame(result, columns=["p"]))
    return result.tolist()
"""


def collected(folder, text):
    return proposed(folder, {"score.py": text}, "score.py")


def test_the_whole_of_it(tmp_path):
    found = collected(tmp_path, BEFORE)
    assert found.text == AFTER
    assert (found.one.safety, found.one.adds) == (Safety.REVIEW, (Import("pandas"),))


def test_rewriting_twice_is_rewriting_once(tmp_path):
    assert collected(tmp_path, AFTER).proposals == ()


@pytest.mark.parametrize(
    ("line", "name", "adds"),
    [
        ("import pandas as pd", "pd.DataFrame", ()),
        ("from pandas import DataFrame", "DataFrame", ()),
        ("import numpy as np", "pandas.DataFrame", (Import("pandas"),)),
    ],
)
def test_pandas_is_called_as_the_file_calls_it(tmp_path, line, name, adds):
    found = collected(tmp_path, BEFORE.replace("import json\n", f"import json\n{line}\n"))
    assert f"prediction_dc.collect({name}(result" in found.text
    assert found.one.adds == adds


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("data = pd.read_json(data)", id="a data frame, as far as anybody knows"),
        pytest.param("data = prepare(data)", id="a call"),
    ],
)
def test_columns_are_not_chosen_from_what_may_be_a_data_frame(tmp_path, line):
    found = collected(tmp_path, BEFORE.replace('data = np.array(json.loads(data)["data"])', line))
    assert "inputs_dc.collect(pandas.DataFrame(data))" in found.text


def test_a_data_frame_made_in_the_call_is_passed_on(tmp_path):
    text = BEFORE.replace("import json\n", "import json\nimport pandas as pd\n")
    found = collected(
        tmp_path, text.replace("inputs_dc.collect(data)", "inputs_dc.collect(pd.DataFrame(data))")
    )
    assert "    inputs_dc.collect(pd.DataFrame(data))\n" in found.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "inputs_dc.collect(data)", "inputs_dc.collect(data, user_correlation_id=1)", id="correlation"
        ),
        pytest.param('designation="inputs"', 'designation="weather"', id="a collection of its own"),
        pytest.param('designation="inputs"', "designation=NAME", id="a name nobody knows"),
        pytest.param("inputs_dc.collect(data)", "send(inputs_dc, data)", id="passed on"),
        pytest.param(
            "import ModelDataCollector", "import ModelDataCollector, other", id="imported with others"
        ),
        pytest.param("    inputs_dc = ", "    inputs_dc = self.dc = ", id="kept in two places"),
        pytest.param("    inputs_dc = ", "    self.inputs_dc = ", id="kept in an attribute"),
        pytest.param('designation="inputs", ', "", id="no designation"),
    ],
)
def test_what_is_not_understood_is_marked_and_stays_whole(tmp_path, old, new):
    found = collected(tmp_path, BEFORE.replace(old, new, 1))
    assert found.text == found.before
    assert len(found.markers) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(AFTER, id="the collector of v2"),
        pytest.param(
            BEFORE.replace("azureml.monitoring", "mylib.monitoring"), id="another class of that name"
        ),
        pytest.param("# from azureml.monitoring import ModelDataCollector\n", id="comment"),
    ],
)
def test_what_is_not_v1_is_left_alone(tmp_path, text):
    found = collected(tmp_path, text)
    assert (found.proposals, found.text) == ((), found.before)
