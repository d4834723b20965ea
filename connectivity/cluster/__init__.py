"""Reads the cluster through the Kubernetes API. Only this code imports kubernetes; it states facts alone."""
