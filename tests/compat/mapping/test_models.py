import inspect

import pytest
from azureml.core.model import Model
from hypothesis import given
from hypothesis import strategies as st

from compat.mapping.models import SETTINGS, plan
from compat.mapping.setting import Api, Fate
from compat.v1 import ModelRef
from compat.value import Expression, Known, Unresolved
from tests.compat.mapping import subjects
from tests.compat.mapping.subjects import PLACE, about, accounted, facts, subject

SCORING = subjects.scoring(entry_script="score.py")


def planned(*models: ModelRef):
    return plan(subject(SCORING, models))


def registered(**keywords: object) -> ModelRef:
    return ModelRef(None, registration=subjects.settings(keywords), place=PLACE)


def test_every_keyword_of_the_installed_package_has_a_row() -> None:
    keywords = set(inspect.signature(Model.register).parameters)
    assert keywords == {row.key for row in SETTINGS} - {"reference", "several", "no_code"}
    assert {row.api for row in SETTINGS} == {Api.MODEL}


@pytest.mark.parametrize(
    ("model", "reference"),
    [
        (ModelRef(Known("churn"), Known(3)), "azureml:churn:3"),
        (ModelRef(Known("churn"), Known("3")), "azureml:churn:3"),
        (ModelRef(Known("churn")), "azureml:churn@latest"),
        (ModelRef(Known("churn"), Known(None)), "azureml:churn@latest"),
        (ModelRef(None, path=Known("churn:12")), "azureml:churn:12"),
    ],
)
def test_references(model: ModelRef, reference: str) -> None:
    value, models, packing, _ = planned(model)
    assert value == Known(reference)
    assert (models, packing) == ((), None)


def test_the_latest_of_v1_and_of_v2_are_not_the_same() -> None:
    assert "that day" in about(planned(ModelRef(Known("churn")))[3], "reference").sentence
    assert "that day" not in about(planned(ModelRef(Known("churn"), Known(3)))[3], "reference").sentence


def test_an_unknown_name_stays_unknown() -> None:
    value, *_ = planned(ModelRef(Unresolved("read from a run")))
    assert value == Unresolved("read from a run")
    value, *_ = planned(ModelRef(Expression("args.model"), Known(1)))
    assert value == Expression('f"azureml:{args.model}:1"')


def test_a_model_nobody_can_name_is_a_decision() -> None:
    value, models, _, changes = planned(ModelRef(None))
    assert isinstance(value, Unresolved)
    assert models == ()
    assert about(changes, "reference").decision is not None


def test_a_registration() -> None:
    value, (model,), packing, changes = planned(
        registered(
            workspace=Expression("ws"),
            model_name="churn",
            model_path="../models/churn.pkl",
            tags={"area": "sales", "n": 1},
            model_framework="ScikitLearn",
            description=None,
        )
    )
    assert value == Known("azureml:churn@latest")
    assert model.path == Known("models/churn.pkl")
    assert model.tags == {"area": Known("sales"), "n": Known("1"), "model_framework": Known("ScikitLearn")}
    assert model.description is None
    assert packing is None
    assert about(changes, "workspace").fate is Fate.DROPPED


def test_what_v2_has_not_is_a_loss() -> None:
    _, _, _, changes = planned(registered(model_name="m", model_path="m", datasets=[1], child_paths=["a"]))
    assert about(changes, "datasets").loss
    assert about(changes, "child_paths").decision is not None
    assert not about(changes, "model_path").loss


def test_a_secret_in_a_property_is_withheld() -> None:
    _, (model,), _, changes = planned(
        registered(model_name="m", model_path="m", properties={"api_key": "abc123"})
    )
    assert isinstance(model.properties["api_key"], Unresolved)
    assert "abc123" not in repr([change.sentence for change in changes])


def test_a_local_path_is_registered_under_its_short_name() -> None:
    long = "a_model_with_a_name_of_more_than_thirty_letters.pkl"
    value, (model,), _, changes = planned(ModelRef(None, path=Known(f"./outputs/{long}"), place=PLACE))
    assert value == Known(f"azureml:{long[:30]}@latest")
    assert model.path == Known(f"deploy/outputs/{long}")
    assert long[:30] in about(changes, "model_path").sentence


def test_a_model_from_the_web_is_a_decision() -> None:
    value, _, _, changes = planned(ModelRef(None, path=Known("https://store.example.test/m?sig=abc123")))
    assert isinstance(value, Unresolved)
    assert "abc123" not in repr((value, changes))


def test_several_models_are_packed_in_the_layout_of_v1() -> None:
    value, models, packing, changes = planned(
        ModelRef(Known("a"), Known(2)), ModelRef(Known("b")), registered(model_name="c", model_path="c.pkl")
    )
    assert value == Known("azureml:churn-models@latest")
    assert [model.name for model in models] == [Known("c")]
    assert packing is not None
    assert [item.source for item in packing.models] == [
        Known("azureml:a:2"),
        Known("azureml:b@latest"),
        Known("azureml:c@latest"),
    ]
    assert packing.models[0].folder == Known("a/2")
    assert isinstance(packing.models[1].folder, Unresolved)
    assert "AZUREML_MODEL_DIR/churn-models" in about(changes, "several").sentence


def test_one_model_is_not_packed_and_none_is_nothing() -> None:
    assert planned(ModelRef(Known("a")))[2] is None
    assert planned() == (None, (), None, [])


def test_no_scoring_script_is_a_decision() -> None:
    _, _, _, changes = plan(subject(None, [ModelRef(Known("m"))]))
    assert about(changes, "no_code").decision is not None
    assert not [change for change in planned(ModelRef(Known("m")))[3] if change.key == "no_code"]


values = st.one_of(
    st.none(),
    st.just("x"),
    st.just({"a": 1}),
    st.just(["a"]),
    st.just(Expression("e")),
    st.just(Unresolved("why")),
)
keywords = st.dictionaries(
    st.sampled_from([*inspect.signature(Model.register).parameters, "new"]), values, min_size=1
)


@given(st.lists(keywords, max_size=3))
def test_every_fact_ends_once(registrations: list[dict[str, object]]) -> None:
    models = [registered(**given_values) for given_values in registrations]
    _, _, _, changes = planned(*models)
    assert accounted(changes) == facts(*[model.registration for model in models])


@pytest.mark.parametrize(
    "model", [ModelRef(Unresolved("a command")), ModelRef(Known("m"), Expression("args.version"))]
)
def test_a_model_that_is_not_in_the_source_is_a_decision(model: ModelRef) -> None:
    assert about(planned(model)[3], "reference").decision is not None
    assert about(planned(ModelRef(Known("m"), Known(1)))[3], "reference").decision is None
