"""Start the scoring server on the loopback address. Run as a file, by the Python that has the model's packages.

The server's own command binds every address of the machine, and has no option against it; the address is a
constant of its module, which is set here. Source: azureml-inference-server-http 0.8 to 1.5, ``amlserver.py``.
"""

import importlib
import sys

MISSING, UNKNOWN = 64, 65


def main() -> int:
    """Run the server's command; the arguments are its own. Does not return while the server serves."""
    if sys.path and sys.path[0]:
        del sys.path[0]
    try:
        amlserver = importlib.import_module("azureml_inference_server_http.amlserver")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "azureml_inference_server_http":
            raise
        return MISSING
    if not hasattr(amlserver, "DEFAULT_HOST") or not hasattr(amlserver, "run"):
        return UNKNOWN
    vars(amlserver)["DEFAULT_HOST"] = "127.0.0.1"
    amlserver.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
