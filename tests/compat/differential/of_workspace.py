"""Snippets about what is in a workspace: clusters, models, environments."""

from tests.compat.differential.running import Snippet

WORKSPACE = (
    Snippet("a workspace", "result = (ws.name, ws.resource_group, ws.subscription_id, repr(ws), ws.sku)"),
    Snippet(
        "no configuration file", "import os; os.remove('config.json'); Workspace.from_config('/nowhere')"
    ),
    Snippet(
        "no services",
        "result = (Webservice.list(ws), ws.webservices, AksWebservice.list(ws, compute_type='AKS'))",
    ),
    Snippet("services of no kind", "Webservice.list(ws, compute_type='vm')"),
    Snippet(
        "a cluster",
        """
        found = AksCompute(ws, "aks")
        result = (found.name, type(found).__name__, found.type, found.provisioning_state)
        """,
    ),
    Snippet(
        "a cluster by its base",
        "found = ComputeTarget(ws, 'aks'); result = (found.name, type(found).__name__)",
    ),
    Snippet(
        "a cluster by the workspace",
        "result = (ws.compute_targets['aks'].name, 'aks' in ws.compute_targets, sorted(ws.compute_targets))",
    ),
    Snippet("no cluster", "AksCompute(ws, 'gone')", {"raised": "compute name"}),
)

MODELS = (
    Snippet(
        "a model",
        """
        found = Model(ws, "churn-model", version=2)
        result = (found.name, found.version, found.id, found.description, found.properties)
        """,
    ),
    Snippet("a model by its id", "result = Model(ws, id='churn-model:2').version"),
    Snippet("the latest model", "result = Model(ws, 'churn-model').version"),
    Snippet("no model", "Model(ws, 'gone')"),
    Snippet("no version of a model", "Model(ws, 'churn-model', version=9)", {"raised": "model version"}),
    Snippet("a model without a name", "Model(ws)"),
    Snippet("models", "result = [one.id for one in Model.list(ws, name='churn-model')]"),
    Snippet("latest models", "result = [one.id for one in Model.list(ws, latest=True)]"),
    Snippet("too small pages of models", "Model.list(ws, page_count=3)"),
    Snippet("tags of models are a list", "Model.list(ws, tags='a')"),
    Snippet(
        "a model registered",
        """
        made = Model.register(ws, "model.pkl", "fraud", tags={"a": "b"}, description="d", properties={"p": "q"})
        result = (made.name, made.version, made.id, made.tags, made.properties, made.description,
                  made.created_time, type(made).__name__, Model(ws, "fraud").version)
        """,
    ),
    Snippet(
        "a model registered again",
        "Model.register(ws, 'model.pkl', 'fraud'); result = Model.register(ws, 'model.pkl', 'fraud').version",
    ),
    Snippet("a folder registered", "result = Model.register(ws, model_path='src', model_name='fraud').id"),
    Snippet(
        "a model of a framework",
        """
        made = Model.register(
            ws,
            "model.pkl",
            "fraud",
            model_framework=Model.Framework.SCIKITLEARN,
            model_framework_version="1.5",
        )
        result = (made.model_framework, made.model_framework_version, made.tags)
        """,
    ),
    Snippet(
        "a framework's version alone",
        "Model.register(ws, 'model.pkl', 'fraud', model_framework_version='1.5')",
    ),
    Snippet("a model with an odd name", "Model.register(ws, 'model.pkl', 'my model')"),
    Snippet("a model that is not there", "Model.register(ws, 'gone.pkl', 'fraud')"),
    Snippet("a model outside", "Model.register(ws, '../..', 'fraud')"),
    Snippet("tags that are no mapping", "Model.register(ws, 'model.pkl', 'fraud', tags=['a'])"),
    Snippet(
        "a model's tags",
        """
        made = Model.register(ws, "model.pkl", "fraud", tags={"a": "b", "c": "d"})
        made.add_tags({"a": "x", "e": "f"})
        made.remove_tags(["c", "gone"])
        made.add_properties({"p": "q"})
        again = Model(ws, "fraud")
        result = (again.tags, again.properties)
        """,
    ),
    Snippet(
        "a model's properties stay",
        "Model.register(ws, 'model.pkl', 'fraud', properties={'p': 'q'}).add_properties({'p': 'r'})",
    ),
    Snippet(
        "a model downloaded",
        """
        import os
        made = Model.register(ws, "model.pkl", "fraud")
        path = made.download("there")
        result = (path, open(path, "rb").read())
        """,
    ),
)

ENVIRONMENTS = (
    Snippet(
        "an environment registered",
        "made = scoring().environment.register(ws); result = (made.name, made.version, type(made).__name__)",
    ),
    Snippet(
        "an environment registered twice",
        "scoring().environment.register(ws); result = scoring().environment.register(ws).version",
    ),
    Snippet(
        "an environment fetched",
        "found = Environment.get(ws, 'registered', version='4'); result = (found.name, found.version)",
    ),
    Snippet("two ways to fetch", "Environment.get(ws, 'registered', version='4', label='x')"),
    Snippet("no environment", "Environment.get(ws, 'gone')", {"raised": "environment missing"}),
)

SNIPPETS = (*WORKSPACE, *MODELS, *ENVIRONMENTS)
