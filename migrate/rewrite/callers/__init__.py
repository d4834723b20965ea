"""Codemods of callers: code that makes the address of a v1 service by hand, or counts on its status codes."""
