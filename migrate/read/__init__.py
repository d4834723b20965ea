"""Readers: bytes to usages and v1 services. One file per kind of source; none knows an emitter."""
