"""Configuration files of v1: deployment and inference files, saved environments, conda files."""
