from azureml.core import Environment, Model, Workspace
from azureml.core.compute import AksCompute, ComputeTarget
from azureml.core.compute_target import ComputeTargetException
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AksWebservice

ws = Workspace.from_config()

cluster_name = "gpu-aks"
try:
    cluster = AksCompute(workspace=ws, name=cluster_name)
except ComputeTargetException:
    provisioning = AksCompute.provisioning_configuration(
        vm_size="Standard_NC6s_v3",
        agent_count=3,
        location="westeurope",
        load_balancer_type="InternalLoadBalancer",
        load_balancer_subnet="aks-internal",
    )
    provisioning.enable_ssl(ssl_cname="vision.contoso.example", ssl_cert_pem_file="cert.pem", ssl_key_pem_file="key.pem")
    cluster = ComputeTarget.create(ws, cluster_name, provisioning)
    cluster.wait_for_completion(show_output=True)

env = Environment(name="vision-env")
env.docker.base_dockerfile = """
FROM mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04:20240709.v1
RUN apt-get update && apt-get install -y libgl1
"""
env.python.user_managed_dependencies = True
env.inferencing_stack_version = "latest"

aks_config = AksWebservice.deploy_configuration(
    autoscale_enabled=False,
    num_replicas=2,
    cpu_cores=2,
    memory_gb=8,
    gpu_cores=1,
    namespace="vision",
    scoring_timeout_ms=120000,
    replica_max_concurrent_requests=2,
)

service = Model.deploy(
    workspace=ws,
    name="vision-detect",
    models=[Model(ws, id="vision-model:4")],
    inference_config=InferenceConfig(source_directory="src", entry_script="detect.py", environment=env),
    deployment_config=aks_config,
    deployment_target=cluster,
)
service.wait_for_deployment(show_output=True)
