import argparse
import json
import os

from azureml.core import Workspace
from azureml.core.authentication import ServicePrincipalAuthentication
from azureml.core.environment import Environment
from azureml.core.model import InferenceConfig, Model
from azureml.core.webservice import AksWebservice

with open("settings.json") as file:
    settings = json.load(file)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--service-name", required=True)
    parser.add_argument("--max-replicas", type=int, default=4)
    parser.add_argument("--model-version", type=int, default=None)
    return parser.parse_args()


def workspace():
    auth = ServicePrincipalAuthentication(
        tenant_id=os.environ["TENANT_ID"],
        service_principal_id=os.environ["CLIENT_ID"],
        service_principal_password=os.environ["CLIENT_SECRET"],
    )
    return Workspace(
        subscription_id=os.environ["SUBSCRIPTION_ID"],
        resource_group=settings["resource_group"],
        workspace_name=settings["workspace"],
        auth=auth,
    )


def main():
    args = arguments()
    ws = workspace()
    env = Environment.from_conda_specification("energy-env", os.path.join("scoring", "conda_env.yml"))
    env.environment_variables["REGION"] = settings["region"]
    env.environment_variables["HORIZON"] = os.getenv("HORIZON", "24")

    scaling = {"autoscale_enabled": True, "autoscale_min_replicas": 1, "autoscale_max_replicas": args.max_replicas}
    config = AksWebservice.deploy_configuration(
        cpu_cores=settings["cpu"],
        memory_gb=settings["memory"],
        primary_key=os.environ.get("SERVICE_KEY"),
        **scaling,
    )
    service = Model.deploy(
        ws,
        args.service_name,
        [Model(ws, f"{settings['model']}-{settings['region']}", version=args.model_version)],
        InferenceConfig("score.py", source_directory="scoring", environment=env),
        config,
        ws.compute_targets[os.getenv("AKS_NAME", "energy-aks")],
        overwrite=True,
    )
    service.wait_for_deployment(show_output=True)


if __name__ == "__main__":
    main()
