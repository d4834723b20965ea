"""What stands between the v1 faces and a backend: calls, refusals, the session, and how v1 objects are read."""
