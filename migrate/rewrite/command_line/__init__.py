"""Codemods of command lines: a v1 command, wherever it stands, and the v2 commands spliced into its place."""
