"""The probes once more, from inside the cluster: a script that needs nothing, and what its output means."""
