"""Snippets that ask nobody: configurations, environments, conda specifications, inference configurations."""

from tests.compat.differential.running import Snippet


def refused(name: str, arguments: str, kind: str = "AksWebservice") -> Snippet:
    return Snippet(f"refused {kind} {name}", f"{kind}.deploy_configuration({arguments})", asks=False)


CONFIGURATIONS = (
    refused("nothing to scale with", "autoscale_enabled=False"),
    refused("both ways to scale", "autoscale_enabled=True, num_replicas=3"),
    refused("bounds without scaling", "autoscale_min_replicas=1, autoscale_max_replicas=2"),
    refused(
        "bounds the wrong way", "autoscale_enabled=True, autoscale_min_replicas=5, autoscale_max_replicas=2"
    ),
    refused("zero bounds", "autoscale_enabled=True, autoscale_min_replicas=0, autoscale_refresh_seconds=0"),
    refused("sizes", "cpu_cores=0, memory_gb=-1, gpu_cores=-1"),
    refused("limits below requests", "cpu_cores=2, cpu_cores_limit=1, memory_gb=2, memory_gb_limit=1"),
    refused(
        "probe",
        "period_seconds=0, initial_delay_seconds=0, timeout_seconds=0, success_threshold=0, failure_threshold=0",
    ),
    refused(
        "requests",
        "scoring_timeout_ms=0, replica_max_concurrent_requests=0, max_request_wait_time=0, num_replicas=0",
    ),
    refused("namespace", "namespace='Not_Valid'"),
    refused("two ways to authenticate", "auth_enabled=True, token_auth_enabled=True"),
    refused("everything at once", "cpu_cores=0, namespace='X', autoscale_enabled=False, num_replicas=0"),
    refused("an unknown keyword", "cpu=1"),
    refused("cpu", "cpu_cores=0", "AciWebservice"),
    refused("memory", "memory_gb=-2", "AciWebservice"),
    refused("certificate without a name", "ssl_enabled=True, ssl_cert_pem_file='a'", "AciWebservice"),
    refused(
        "certificate that is not there",
        "ssl_enabled=True, ssl_cert_pem_file='a', ssl_key_pem_file='b', ssl_cname='c'",
        "AciWebservice",
    ),
    refused("half an encryption key", "cmk_key_name='k'", "AciWebservice"),
    refused("half a network", "vnet_name='v'", "AciWebservice"),
    refused("share", "traffic_percentile=120", "AksEndpoint"),
    refused("version name", "version_name='V_1'", "AksEndpoint"),
    Snippet(
        "a configuration keeps what it is given",
        """
        config = AksWebservice.deploy_configuration(cpu_cores=0.5, memory_gb=2, tags={"a": "b"}, num_replicas=3)
        config.auth_enabled = False
        result = (config.cpu_cores, config.memory_gb, config.tags, config.num_replicas, config.auth_enabled,
                  config.description, config.autoscale_enabled, type(config).__name__)
        config.print_deploy_configuration()
        """,
        asks=False,
    ),
    Snippet(
        "an ACI configuration prints itself",
        """
        config = AciWebservice.deploy_configuration(cpu_cores=1, memory_gb=0.5, location="westeurope")
        result = (config.location, config.dns_name_label, config.ssl_enabled)
        config.print_deploy_configuration()
        AciWebservice.deploy_configuration().print_deploy_configuration()
        """,
        asks=False,
    ),
)

CONDA = (
    Snippet("conda of nothing", "result = CondaDependencies().as_dict()", asks=False),
    Snippet(
        "conda created",
        """
        made = CondaDependencies.create(
            conda_packages=["numpy", "scikit-learn=1.5"], pip_packages=["azureml-defaults", "joblib==1.4"],
            python_version="3.9",
        )
        result = (list(made.conda_packages), list(made.pip_packages), list(made.conda_channels),
                  made.get_python_version())
        """,
        asks=False,
    ),
    Snippet(
        "conda changed",
        """
        made = CondaDependencies()
        made.add_channel("pytorch"); made.add_channel("pytorch"); made.remove_channel("anaconda")
        made.add_conda_package("numpy=1.26"); made.add_conda_package("python=3.11")
        made.add_pip_package("flask==2.0"); made.add_pip_package("flask==3.0")
        made.set_pip_option("--pre"); made.set_pip_option("--pre")
        made.remove_pip_package("azureml-defaults")
        result = made.as_dict()
        """,
        asks=False,
    ),
    Snippet("conda loses no python", "CondaDependencies().remove_conda_package('python=3.8.13')", asks=False),
    Snippet(
        "conda takes no option for a package", "CondaDependencies().add_pip_package('--pre')", asks=False
    ),
    Snippet(
        "conda takes no package for an option", "CondaDependencies().set_pip_option('flask')", asks=False
    ),
    Snippet("conda knows two cores", "CondaDependencies().add_tensorflow_pip_package('tpu')", asks=False),
    Snippet("conda of a file", "result = CondaDependencies('conda.yml').as_dict()", asks=False),
    Snippet("conda of no file", "CondaDependencies('missing.yml')", asks=False),
    Snippet("conda with an odd key", "CondaDependencies(_underlying_structure={'packages': []})", asks=False),
    Snippet(
        "conda in words",
        "result = CondaDependencies.merge_requirements(['a>=1', 'a<2', 'b'])",
        asks=False,
    ),
    Snippet(
        "conda saved",
        """
        made = CondaDependencies()
        result = made.save("saved.yml")
        result = (result, CondaDependencies("saved.yml").as_dict() == made.as_dict())
        """,
        asks=False,
    ),
    Snippet("conda saved to a folder", "CondaDependencies().save('src')", asks=False),
)

ENVIRONMENTS = (
    Snippet(
        "an environment of nothing",
        """
        made = Environment("scoring")
        result = (made.name, made.version, made.environment_variables, made.docker.base_image,
                  made.docker.base_dockerfile, made.python.user_managed_dependencies, made.python.interpreter_path,
                  made.inferencing_stack_version, made.python.conda_dependencies.as_dict())
        """,
        asks=False,
    ),
    Snippet("an environment without a text for a name", "Environment(3)", asks=False),
    Snippet(
        "an environment of a conda file",
        """
        made = Environment.from_conda_specification("scoring", "conda.yml")
        result = (made.python.conda_dependencies.as_dict(), made.python.user_managed_dependencies)
        """,
        asks=False,
    ),
    Snippet(
        "an environment of a pip file",
        """
        made = Environment.from_pip_requirements("scoring", "requirements.txt", pip_version="23.0")
        result = made.python.conda_dependencies.as_dict()
        """,
        asks=False,
    ),
    Snippet(
        "an environment of an image",
        """
        made = Environment.from_docker_image("scoring", "example.azurecr.io/scoring:1")
        result = (made.docker.base_image, made.python.user_managed_dependencies)
        """,
        asks=False,
    ),
    Snippet(
        "an environment of a Dockerfile",
        """
        made = Environment("scoring")
        made.docker.base_dockerfile = "FROM ubuntu"
        result = (made.docker.base_image, made.docker.base_dockerfile)
        made.docker.base_image = "ubuntu"
        result += (made.docker.base_image, made.docker.base_dockerfile)
        """,
        asks=False,
    ),
    Snippet(
        "an environment copied",
        """
        made = Environment("scoring")
        made.environment_variables["A"] = "b"
        other = made.clone("other")
        other.environment_variables["A"] = "c"
        result = (other.name, other.version, made.environment_variables["A"], type(other).__name__)
        """,
        asks=False,
    ),
    Snippet("an environment copied to nothing", "Environment('scoring').clone('')", asks=False),
)

INFERENCE = (
    Snippet("no script", "InferenceConfig('')", asks=False),
    Snippet("a script that is not there", "InferenceConfig('gone.py', source_directory='src')", asks=False),
    Snippet("a folder that is not there", "InferenceConfig('score.py', source_directory='gone')", asks=False),
    Snippet(
        "a script of another language",
        "open('score.R', 'w').close(); InferenceConfig('score.R')",
        asks=False,
    ),
    Snippet(
        "a script that cannot be imported",
        "open('my-score.py', 'w').close(); InferenceConfig('my-score.py')",
        asks=False,
    ),
    Snippet(
        "a script that does not parse",
        "open('bad.py', 'w').write('def'); InferenceConfig('bad.py')",
        asks=False,
    ),
    Snippet(
        "two generations at once",
        "InferenceConfig('score.py', source_directory='src', runtime='python', environment=Environment('e'))",
        asks=False,
    ),
    Snippet(
        "what an inference configuration keeps",
        """
        config = InferenceConfig("score.py", source_directory="src", description="d", environment=Environment("e"))
        result = (config.entry_script, config.source_directory, config.description, config.environment.name,
                  config.runtime, config.conda_file)
        """,
        asks=False,
    ),
)

EXCEPTIONS = (
    Snippet(
        "an exception in words",
        """
        error = WebserviceException("gone", 404)
        result = (error.message, str(error), error.status_code, error.inner_exception,
                  isinstance(error, AzureMLException))
        """,
        asks=False,
    ),
    Snippet(
        "an exception of the user's",
        """
        error = UserErrorException("wrong")
        result = (error.message, str(error), isinstance(error, AzureMLException),
                  isinstance(error, WebserviceException))
        """,
        asks=False,
    ),
)

SNIPPETS = (*CONFIGURATIONS, *CONDA, *ENVIRONMENTS, *INFERENCE, *EXCEPTIONS)
