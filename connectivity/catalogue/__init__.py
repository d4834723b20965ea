"""What has to be reachable, as data, and the loader that refuses malformed data."""
