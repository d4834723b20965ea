"""Rewriting sources in place: rules propose edits, one engine applies them, and what nobody asked about stays."""
