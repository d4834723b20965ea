"""Probes: one question a file. They observe and never judge."""
