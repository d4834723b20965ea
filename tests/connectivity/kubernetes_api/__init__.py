"""A Kubernetes API server on the loopback: HTTPS, one state per instance."""
