"""The parameters of every v1 call that reading follows, in positional order.

Read off azureml-core 1.61 (a test compares every line with the installed package); the two
``mlflow.azureml`` functions are those of mlflow 1.x, which is gone from the registries' current releases.
A class stands under its short name, which is unique in v1; ``__init__`` is its constructor.
"""

from __future__ import annotations

from collections.abc import Mapping

SIGNATURES: Mapping[str, Mapping[str, str]] = {
    "Webservice": {
        "__init__": "workspace name",
        "delete": "",
        "deploy": "workspace name model_paths image_config deployment_config deployment_target overwrite",
        "deploy_from_image": "workspace name image deployment_config deployment_target overwrite",
        "deploy_from_model": (
            "workspace name models image_config deployment_config deployment_target overwrite"
        ),
        "deploy_local_from_model": "workspace name models image_config deployment_config wait",
        "get_keys": "",
        "get_logs": "num_lines init",
        "get_token": "",
        "list": "workspace compute_type image_name image_id model_name model_id tags properties image_digest",
        "regen_key": "key set_key",
        "run": "input",
        "serialize": "",
        "update": "",
        "update_deployment_state": "",
        "wait_for_deployment": "show_output timeout_sec",
    },
    "AksWebservice": {
        "add_properties": "properties",
        "add_tags": "tags",
        "deploy_configuration": (
            "autoscale_enabled autoscale_min_replicas autoscale_max_replicas autoscale_refresh_seconds "
            "autoscale_target_utilization collect_model_data auth_enabled cpu_cores memory_gb "
            "enable_app_insights scoring_timeout_ms replica_max_concurrent_requests max_request_wait_time "
            "num_replicas primary_key secondary_key tags properties description gpu_cores period_seconds "
            "initial_delay_seconds timeout_seconds success_threshold failure_threshold namespace "
            "token_auth_enabled compute_target_name cpu_cores_limit memory_gb_limit blobfuse_enabled"
        ),
        "get_access_token": "",
        "get_token": "",
        "remove_tags": "tags",
        "run": "input_data",
        "update": (
            "image autoscale_enabled autoscale_min_replicas autoscale_max_replicas "
            "autoscale_refresh_seconds autoscale_target_utilization collect_model_data auth_enabled "
            "cpu_cores memory_gb enable_app_insights scoring_timeout_ms replica_max_concurrent_requests "
            "max_request_wait_time num_replicas tags properties description models inference_config "
            "gpu_cores period_seconds initial_delay_seconds timeout_seconds success_threshold "
            "failure_threshold namespace token_auth_enabled cpu_cores_limit memory_gb_limit"
        ),
    },
    "AksEndpoint": {
        "__init__": "workspace name",
        "create_version": (
            "version_name autoscale_enabled autoscale_min_replicas autoscale_max_replicas "
            "autoscale_refresh_seconds autoscale_target_utilization collect_model_data cpu_cores "
            "memory_gb scoring_timeout_ms replica_max_concurrent_requests max_request_wait_time "
            "num_replicas tags properties description models inference_config gpu_cores period_seconds "
            "initial_delay_seconds timeout_seconds success_threshold failure_threshold traffic_percentile "
            "is_default is_control_version_type cpu_cores_limit memory_gb_limit"
        ),
        "delete_version": "version_name",
        "deploy_configuration": (
            "autoscale_enabled autoscale_min_replicas autoscale_max_replicas autoscale_refresh_seconds "
            "autoscale_target_utilization collect_model_data auth_enabled cpu_cores memory_gb "
            "enable_app_insights scoring_timeout_ms replica_max_concurrent_requests max_request_wait_time "
            "num_replicas primary_key secondary_key tags properties description gpu_cores period_seconds "
            "initial_delay_seconds timeout_seconds success_threshold failure_threshold namespace "
            "token_auth_enabled version_name traffic_percentile compute_target_name cpu_cores_limit "
            "memory_gb_limit"
        ),
        "update": "auth_enabled token_auth_enabled enable_app_insights description tags properties",
        "update_version": (
            "version_name autoscale_enabled autoscale_min_replicas autoscale_max_replicas "
            "autoscale_refresh_seconds autoscale_target_utilization collect_model_data cpu_cores "
            "memory_gb scoring_timeout_ms replica_max_concurrent_requests max_request_wait_time "
            "num_replicas tags properties description models inference_config gpu_cores period_seconds "
            "initial_delay_seconds timeout_seconds success_threshold failure_threshold traffic_percentile "
            "is_default is_control_version_type cpu_cores_limit memory_gb_limit"
        ),
    },
    "AciWebservice": {
        "add_properties": "properties",
        "add_tags": "tags",
        "deploy_configuration": (
            "cpu_cores memory_gb tags properties description location auth_enabled ssl_enabled "
            "enable_app_insights ssl_cert_pem_file ssl_key_pem_file ssl_cname dns_name_label primary_key "
            "secondary_key collect_model_data cmk_vault_base_url cmk_key_name cmk_key_version vnet_name "
            "subnet_name"
        ),
        "get_token": "",
        "remove_tags": "tags",
        "run": "input_data",
        "update": (
            "image tags properties description auth_enabled ssl_enabled ssl_cert_pem_file "
            "ssl_key_pem_file ssl_cname enable_app_insights models inference_config"
        ),
    },
    "LocalWebservice": {
        "__init__": "workspace name must_exist",
        "delete": "delete_cache delete_image delete_volume",
        "deploy_configuration": "port",
        "deploy_to_cloud": "name deployment_config deployment_target",
        "get_keys": "",
        "get_logs": "num_lines raw",
        "get_token": "",
        "list": "workspace model_name model_id all",
        "regen_key": "key",
        "reload": "wait",
        "run": "input_data",
        "update": "models image_config deployment_config wait inference_config",
        "update_deployment_state": "must_exist",
        "wait_for_deployment": "show_output",
    },
    "Model": {
        "__init__": "workspace name id tags properties version run_id model_framework expand",
        "add_dataset_references": "datasets",
        "add_properties": "properties",
        "add_tags": "tags",
        "delete": "",
        "deploy": (
            "workspace name models inference_config deployment_config deployment_target overwrite show_output"
        ),
        "download": "target_dir exist_ok exists_ok",
        "get_model_path": "model_name version",
        "get_sas_urls": "",
        "list": "workspace name tags properties run_id latest dataset_id expand page_count model_framework",
        "package": "workspace models inference_config generate_dockerfile image_name image_label",
        "print_configuration": "models inference_config deployment_config deployment_target",
        "profile": (
            "workspace profile_name models inference_config input_dataset cpu memory_in_gb description"
        ),
        "register": (
            "workspace model_path model_name tags properties description datasets model_framework "
            "model_framework_version child_paths sample_input_dataset sample_output_dataset "
            "resource_configuration"
        ),
        "remove_tags": "tags",
        "update": "tags description sample_input_dataset sample_output_dataset resource_configuration",
        "update_tags_properties": "add_tags remove_tags add_properties",
    },
    "InferenceConfig": {
        "__init__": (
            "entry_script runtime conda_file extra_docker_file_steps source_directory enable_gpu "
            "description base_image base_image_registry cuda_version environment"
        ),
    },
    "ModelPackage": {
        "__init__": "workspace operation_id environment",
        "get_container_registry": "",
        "get_logs": "decode offset",
        "pull": "",
        "save": "output_directory",
        "wait_for_creation": "show_output",
    },
    "ModelProfile": {
        "__init__": "workspace name",
        "get_details": "",
        "wait_for_completion": "show_output",
    },
    "ResourceConfiguration": {
        "__init__": "cpu memory_in_gb gpu",
    },
    "Environment": {
        "__init__": "name",
        "add_private_pip_wheel": "workspace file_path exist_ok",
        "build": "workspace image_build_compute",
        "build_local": "workspace platform",
        "clone": "new_name",
        "from_conda_specification": "name file_path",
        "from_docker_build_context": "name docker_build_context",
        "from_docker_image": "name image container_registry conda_specification pip_requirements",
        "from_dockerfile": "name dockerfile conda_specification pip_requirements",
        "from_existing_conda_environment": "name conda_environment_name",
        "from_pip_requirements": "name file_path pip_version",
        "get": "workspace name version label",
        "get_image_details": "workspace",
        "label": "workspace name version labels",
        "list": "workspace",
        "load_from_directory": "path",
        "register": "workspace",
        "save_to_directory": "path overwrite",
    },
    "DockerBuildContext": {
        "__init__": "location_type location dockerfile_path",
        "from_local_directory": "workspace path dockerfile_path",
    },
    "CondaDependencies": {
        "__init__": "conda_dependencies_file_path",
        "add_channel": "channel",
        "add_cntk_package": "core_type",
        "add_conda_package": "conda_package",
        "add_pip_package": "pip_package",
        "add_tensorflow_conda_package": "core_type version",
        "add_tensorflow_pip_package": "core_type version",
        "as_dict": "",
        "create": "pip_indexurl pip_packages conda_packages python_version pin_sdk_version",
        "get_python_version": "",
        "merge_requirements": "requirements",
        "remove_channel": "channel",
        "remove_conda_package": "conda_package",
        "remove_pip_option": "pip_option",
        "remove_pip_package": "pip_package",
        "save": "path",
        "save_to_file": "base_directory conda_file_path",
        "serialize_to_string": "",
        "set_pip_index_url": "index_url",
        "set_pip_option": "pip_option",
        "set_pip_requirements": "pip_requirements",
        "set_python_version": "version",
    },
    "ContainerRegistry": {
        "__init__": "",
    },
    "ComputeTarget": {
        "__init__": "workspace name",
        "attach": "workspace name attach_configuration",
        "create": "workspace name provisioning_configuration",
        "delete": "",
        "detach": "",
        "get_status": "",
        "list": "workspace",
        "wait_for_completion": "show_output is_delete_operation",
    },
    "AksCompute": {
        "attach": "workspace name resource_id",
        "attach_configuration": (
            "resource_group cluster_name resource_id cluster_purpose load_balancer_type load_balancer_subnet"
        ),
        "delete": "",
        "detach": "",
        "get_credentials": "",
        "provisioning_configuration": (
            "agent_count vm_size ssl_cname ssl_cert_pem_file ssl_key_pem_file location "
            "vnet_resourcegroup_name vnet_name subnet_name service_cidr dns_service_ip docker_bridge_cidr "
            "cluster_purpose load_balancer_type load_balancer_subnet"
        ),
        "update": "update_configuration",
    },
    "AksProvisioningConfiguration": {
        "__init__": (
            "agent_count vm_size ssl_cname ssl_cert_pem_file ssl_key_pem_file location "
            "vnet_resourcegroup_name vnet_name subnet_name service_cidr dns_service_ip docker_bridge_cidr "
            "cluster_purpose load_balancer_type load_balancer_subnet"
        ),
        "enable_ssl": (
            "ssl_cname ssl_cert_pem_file ssl_key_pem_file leaf_domain_label overwrite_existing_domain"
        ),
    },
    "AksAttachConfiguration": {
        "__init__": (
            "resource_group cluster_name resource_id cluster_purpose load_balancer_type load_balancer_subnet"
        ),
        "enable_ssl": (
            "ssl_cname ssl_cert_pem_file ssl_key_pem_file leaf_domain_label overwrite_existing_domain"
        ),
    },
    "SslConfiguration": {
        "__init__": "status cert key cname leaf_domain_label overwrite_existing_domain renew",
    },
    "Workspace": {
        "__init__": "subscription_id resource_group workspace_name auth sku tags",
        "create": (
            "name auth subscription_id resource_group location create_resource_group sku tags "
            "friendly_name storage_account key_vault app_insights container_registry adb_workspace "
            "primary_user_assigned_identity cmk_keyvault resource_cmk_uri hbi_workspace "
            "default_cpu_compute_target default_gpu_compute_target private_endpoint_config "
            "private_endpoint_auto_approval exist_ok show_output "
            "user_assigned_identity_for_cmk_encryption system_datastores_auth_mode v1_legacy_mode"
        ),
        "delete": "delete_dependent_resources no_wait",
        "from_config": "path auth",
        "get": "name auth subscription_id resource_group location cloud id",
        "get_default_datastore": "",
        "get_default_keyvault": "",
        "get_details": "",
        "get_mlflow_tracking_uri": "",
        "list": "subscription_id auth resource_group",
        "list_keys": "",
        "sync_keys": "no_wait",
        "update": (
            "friendly_name description tags image_build_compute service_managed_resources_settings "
            "primary_user_assigned_identity allow_public_access_when_behind_vnet v1_legacy_mode"
        ),
        "write_config": "path file_name",
    },
    "Keyvault": {
        "__init__": "workspace",
        "delete_secret": "name",
        "delete_secrets": "secrets",
        "get_secret": "name",
        "get_secret_content_type": "name",
        "get_secrets": "secrets",
        "list_secrets": "",
        "set_secret": "name value content_type",
        "set_secrets": "secrets_batch",
    },
    "Run": {
        "__init__": "experiment run_id outputs",
        "get": "workspace run_id",
        "get_context": "allow_offline used_for_context_manager",
        "register_model": (
            "model_name model_path tags properties model_framework model_framework_version description "
            "datasets sample_input_dataset sample_output_dataset resource_configuration"
        ),
    },
    "Experiment": {
        "__init__": "workspace name",
        "start_logging": "",
        "submit": "config tags",
    },
    "Image": {
        "__init__": "workspace name id tags properties version",
        "add_properties": "properties",
        "add_tags": "tags",
        "create": "workspace name models image_config",
        "delete": "",
        "image_configuration": "",
        "list": "workspace image_name model_name model_id tags properties",
        "remove_tags": "tags",
        "update": "tags",
        "wait_for_creation": "show_output",
    },
    "ContainerImage": {
        "image_configuration": (
            "execution_script runtime conda_file docker_file schema_file dependencies enable_gpu tags "
            "properties description base_image base_image_registry cuda_version"
        ),
        "run": "input_data",
    },
    "InteractiveLoginAuthentication": {
        "__init__": "force tenant_id cloud",
    },
    "AzureCliAuthentication": {
        "__init__": "cloud",
    },
    "ServicePrincipalAuthentication": {
        "__init__": "tenant_id service_principal_id service_principal_password cloud",
    },
    "ArmTokenAuthentication": {
        "__init__": "arm_access_token cloud",
        "update_arm_access_token": "new_arm_access_token",
    },
    "MsiAuthentication": {
        "__init__": "cloud",
    },
    "mlflow.azureml": {
        "build_image": "model_uri workspace image_name model_name mlflow_home description tags synchronous",
        "deploy": (
            "model_uri workspace deployment_config service_name model_name tags mlflow_home synchronous"
        ),
    },
}
