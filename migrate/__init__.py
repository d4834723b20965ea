"""Find Azure ML v1 services in a repository, say what becomes of them, and write it."""

__version__ = "0.1.0"
