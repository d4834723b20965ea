"""Reads callers of v1 services in text of any kind: their addresses, and how they call."""
