"""What every test stands on."""

import os
import tempfile

from hypothesis import settings

# A busy machine is not a slow function: how long one example takes says nothing here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# azureml-core writes to the home directory it sees when it is imported. It shall not see yours.
_HOME = tempfile.TemporaryDirectory(prefix="tests-home-", ignore_cleanup_errors=True)
os.environ["HOME"] = os.environ["USERPROFILE"] = os.environ["LOCALAPPDATA"] = _HOME.name
os.environ.pop("XDG_CACHE_HOME", None)
