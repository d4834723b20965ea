"""What every test stands on."""

from hypothesis import settings

# A busy machine is not a slow function: how long one example takes says nothing here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
