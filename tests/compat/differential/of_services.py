"""Snippets about services: deployments, calls, changes, endpoints with versions."""

from tests.compat.differential.running import Snippet

DEPLOYMENTS = (
    Snippet(
        "a deployment",
        """
        service = deploy(wait=False)
        result = (type(service).__name__, service.name, service.state, service.compute_type)
        """,
    ),
    Snippet(
        "a deployment that is waited for",
        """
        service = deploy(wait=False)
        result = service.wait_for_deployment(show_output=True)
        result = (result, service.state, service.error)
        """,
    ),
    Snippet(
        "a deployment that shows itself", "result = deploy(show_output=True).state", {"stdout": "show output"}
    ),
    Snippet("a deployment that fails", "deploy()", {"raised": "failure"}, broken=True),
    Snippet(
        "a deployment that has failed",
        """
        try:
            deploy()
        except WebserviceException as error:
            result = error.message.splitlines()[0]
        result = (result, Webservice(ws, "churn").state)
        """,
        broken=True,
    ),
    Snippet("a name that is not one", "deploy(name='Not_A_Name')"),
    Snippet("a name that is too short", "deploy(name='ab')"),
    Snippet("a name that is taken", "deploy(); deploy()"),
    Snippet(
        "a name that is overwritten",
        "deploy(); service = deploy(overwrite=True); result = (service.state, service.name)",
    ),
    Snippet("a name that is checked", "deploy(); Webservice.check_for_existing_webservice(ws, 'churn')"),
    Snippet(
        "a service that is there",
        """
        deploy()
        found = Webservice(ws, "churn")
        result = (type(found).__name__, found.state, found.name, found.compute_type)
        """,
    ),
    Snippet("a service by its kind", "deploy(); result = type(AksWebservice(ws, 'churn')).__name__"),
    Snippet("a service that is not there", "Webservice(ws, 'gone')"),
    Snippet(
        "a service that is swallowed",
        """
        try:
            Webservice(ws, "gone").delete()
        except WebserviceException as error:
            result = error.message
        """,
    ),
    Snippet(
        "services",
        "deploy(); deploy_aci(); result = sorted((one.name, type(one).__name__) for one in Webservice.list(ws))",
    ),
    Snippet(
        "services of a kind",
        "deploy(); deploy_aci(); result = [one.name for one in Webservice.list(ws, compute_type='ACI')]",
    ),
    Snippet(
        "services of a model",
        """
        deploy()
        result = (
            [one.name for one in Webservice.list(ws, model_name="churn-model")],
            Webservice.list(ws, model_name="gone"),
            [one.name for one in Webservice.list(ws, model_id="churn-model:3")],
        )
        """,
    ),
    Snippet(
        "services with a tag",
        """
        deploy(config=AksWebservice.deploy_configuration(num_replicas=1, tags={"a": "b"}))
        result = (
            [one.name for one in Webservice.list(ws, tags=["a"])],
            Webservice.list(ws, tags=[["a", "c"]]),
        )
        """,
    ),
    Snippet("services by the workspace", "deploy(); result = sorted(ws.webservices)"),
    Snippet(
        "what a service says of itself",
        """
        config = AksWebservice.deploy_configuration(
            cpu_cores=0.5, memory_gb=1.5, num_replicas=2, tags={"a": "b"}, description="d", enable_app_insights=True,
            scoring_timeout_ms=15000, replica_max_concurrent_requests=4, max_request_wait_time=2000, period_seconds=20,
            initial_delay_seconds=60, timeout_seconds=5, success_threshold=1, failure_threshold=5, cpu_cores_limit=2,
            memory_gb_limit=2,
        )
        service = deploy(config=config)
        size, probe = service.container_resource_requirements, service.liveness_probe_requirements
        result = (service.tags, service.description, service.enable_app_insights, service.num_replicas,
                  service.scoring_timeout_ms, service.max_concurrent_requests_per_container,
                  service.max_request_wait_time, service.auth_enabled, service.token_auth_enabled,
                  service.compute_name, service.scoring_uri, service.swagger_uri, service.created_time,
                  (size.cpu, size.memory_in_gb, size.cpu_limit, size.memory_in_gb_limit, size.gpu),
                  (probe.period_seconds, probe.initial_delay_seconds, probe.timeout_seconds,
                   probe.success_threshold, probe.failure_threshold),
                  [one.id for one in service.models], service.environment.name, service.image, service.is_default)
        """,
    ),
    Snippet(
        "what a scaling service says of itself",
        """
        config = AksWebservice.deploy_configuration(
            autoscale_enabled=True, autoscale_min_replicas=2, autoscale_max_replicas=5,
            autoscale_target_utilization=60, autoscale_refresh_seconds=2,
        )
        scaler = deploy(config=config).autoscaler
        result = (scaler.autoscale_enabled, scaler.min_replicas, scaler.max_replicas, scaler.target_utilization,
                  scaler.refresh_period_seconds)
        """,
    ),
    Snippet(
        "v1's own defaults",
        """
        service = deploy(config=AksWebservice.deploy_configuration())
        result = (
            service.num_replicas,
            service.autoscaler.autoscale_enabled,
            service.autoscaler.max_replicas,
            service.max_request_wait_time,
            service.container_resource_requirements.cpu,
            service.scoring_timeout_ms,
            service.liveness_probe_requirements.initial_delay_seconds,
        )
        """,
    ),
    Snippet(
        "a service in plain data",
        """
        found = deploy().serialize()
        result = (
            sorted(found),
            found["name"],
            found["state"],
            found["computeType"],
            found["containerResourceRequirements"],
            found["workspaceName"],
            found["autoScaler"],
        )
        """,
        {"result": "autoscaler off"},
    ),
    Snippet("waiting for nothing", "deploy(); Webservice(ws, 'churn').wait_for_deployment()"),
    Snippet("looking again", "service = deploy(); service.update_deployment_state(); result = service.state"),
    Snippet(
        "polling by hand",
        """
        service = deploy(wait=False)
        while service.state != "Healthy":
            service.update_deployment_state()
        result = service.state
        """,
    ),
)

CALLS = (
    Snippet(
        "keys",
        """
        found = deploy().get_keys()
        result = (
            type(found).__name__,
            len(found),
            [type(one).__name__ for one in found],
            len(set(found)),
        )
        """,
    ),
    Snippet(
        "a key given",
        """
        result = deploy(
            config=AksWebservice.deploy_configuration(
                num_replicas=1, primary_key="k" * 32, secondary_key="s" * 32
            )
        ).get_keys()
        """,
    ),
    Snippet("a key for no purpose", "deploy().regen_key('third')"),
    Snippet("a key for nothing", "deploy().regen_key(None)"),
    Snippet(
        "a token",
        """
        service = deploy(
            config=AksWebservice.deploy_configuration(
                num_replicas=1, auth_enabled=False, token_auth_enabled=True
            )
        )
        found = service.get_token()
        result = (
            service.auth_enabled,
            service.token_auth_enabled,
            type(found).__name__,
            type(found[0]).__name__,
            found[1],
        )
        """,
    ),
    Snippet(
        "a token's parts",
        """
        service = deploy(
            config=AksWebservice.deploy_configuration(
                num_replicas=1, auth_enabled=False, token_auth_enabled=True
            )
        )
        token = service.get_access_token()
        result = (
            type(token).__name__,
            token.token_type,
            token.refresh_after,
            token.expiry_on,
            sorted(token.serialize()),
        )
        """,
    ),
    Snippet("a call", """import json; result = deploy().run(json.dumps({"data": [1, 2.5, "\u00e9"]}))"""),
    Snippet("a call with bytes", """result = deploy().run(b'{"data": []}')"""),
    Snippet(
        "a call with a token",
        """
        service = deploy(
            config=AksWebservice.deploy_configuration(
                num_replicas=1, auth_enabled=False, token_auth_enabled=True
            )
        )
        result = service.run("[1]")
        """,
    ),
    Snippet("logs", "found = deploy().get_logs(); result = type(found).__name__"),
)

CHANGES = (
    Snippet("a change of nothing", "deploy().update()"),
    Snippet(
        "a change",
        """
        service = deploy()
        result = service.update(num_replicas=5, cpu_cores=1, description="new")
        service.wait_for_deployment()
        result = (
            result,
            service.num_replicas,
            service.container_resource_requirements.cpu,
            service.container_resource_requirements.memory_in_gb,
            service.description,
            service.state,
        )
        """,
    ),
    Snippet(
        "a change to scaling",
        """
        service = deploy()
        service.update(autoscale_enabled=True, autoscale_min_replicas=1, autoscale_max_replicas=4)
        service.wait_for_deployment()
        result = (service.autoscaler.autoscale_enabled, service.autoscaler.max_replicas)
        """,
    ),
    Snippet(
        "tags that replace",
        """
        service = deploy(config=AksWebservice.deploy_configuration(num_replicas=1, tags={"a": "b"}))
        service.update(tags={"c": "d"})
        service.wait_for_deployment()
        result = service.tags
        """,
    ),
    Snippet(
        "tags that are added",
        """
        service = deploy(config=AksWebservice.deploy_configuration(num_replicas=1, tags={"a": "b"}))
        service.add_tags({"a": "x", "c": "d"})
        service.remove_tags(["a", "gone"])
        result = Webservice(ws, "churn").tags
        """,
    ),
    Snippet(
        "properties that are added",
        """
        service = deploy()
        service.add_properties({"p": "q"})
        result = Webservice(ws, "churn").properties.get("p")
        """,
    ),
    Snippet(
        "a change that is refused", "deploy().update(cpu_cores=0, autoscale_enabled=True, num_replicas=3)"
    ),
    Snippet("a change without a switch", "deploy().update(autoscale_max_replicas=3)"),
    Snippet("keys and tokens", "deploy().update(token_auth_enabled=True)"),
    Snippet("models alone", "deploy().update(models=[Model(ws, 'churn-model', version=1)])"),
    Snippet(
        "another model",
        """
        service = deploy()
        service.update(models=[Model(ws, "churn-model", version=1)], inference_config=scoring())
        service.wait_for_deployment()
        result = [one.id for one in Webservice(ws, "churn").models]
        """,
    ),
    Snippet(
        "insights",
        """
        service = deploy()
        service.update(enable_app_insights=True)
        service.wait_for_deployment()
        result = service.enable_app_insights
        """,
    ),
    Snippet(
        "a service deleted",
        "service = deploy(); result = service.delete(); result = (result, service.state, Webservice.list(ws))",
    ),
    Snippet("a service deleted twice", "service = deploy(); service.delete(); service.delete()"),
)

CONTAINERS = (
    Snippet(
        "a container instance",
        """
        service = deploy_aci(tags={"a": "b"}, description="d")
        result = (
            type(service).__name__,
            service.state,
            service.compute_type,
            service.tags,
            service.description,
            service.auth_enabled,
        )
        """,
    ),
    Snippet("a container instance has no tokens", "deploy_aci().get_token()"),
    Snippet(
        "a container instance changed",
        """
        service = deploy_aci()
        service.update(tags={"x": "y"}, enable_app_insights=True)
        service.wait_for_deployment()
        result = (service.tags, service.enable_app_insights)
        """,
    ),
    Snippet("a container instance changed in nothing", "deploy_aci().update()"),
    Snippet("a container instance called", "result = deploy_aci().run('[1, 2]')"),
)

ENDPOINTS = (
    Snippet(
        "an endpoint",
        """
        found = deploy_endpoint(tags={"a": "b"})
        result = (
            type(found).__name__,
            found.state,
            found.compute_type,
            found.tags,
            sorted(found.versions),
        )
        """,
    ),
    Snippet(
        "versions",
        """
        found = deploy_endpoint(traffic_percentile=80)
        found.create_version("second", models=[Model(ws, "churn-model", version=2)], inference_config=scoring(),
                             num_replicas=1, traffic_percentile=20)
        found.wait_for_deployment()
        result = (sorted(found.versions), {name: one.traffic_percentile for name, one in found.versions.items()},
                  type(found.versions["second"]).__name__, found.versions["second"].num_replicas)
        """,
    ),
    Snippet(
        "the size of a version",
        """
        deploy_endpoint().create_version(
            "second", models=[], inference_config=scoring(), cpu_cores=1, num_replicas=1
        )
        """,
        {"raised": "size of a version"},
    ),
    Snippet("a version without a name", "deploy_endpoint().create_version(None)"),
    Snippet("a change of no version", "deploy_endpoint().update_version(None)"),
    Snippet("a version changed in nothing", "deploy_endpoint().update_version('first')"),
    Snippet("no version to delete", "deploy_endpoint().delete_version(None)"),
    Snippet("kinds of versions", "result = [(one.name, one.value) for one in AksEndpoint.VersionType]"),
)

SNIPPETS = (*DEPLOYMENTS, *CALLS, *CHANGES, *CONTAINERS, *ENDPOINTS)
