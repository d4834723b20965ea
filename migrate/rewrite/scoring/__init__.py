"""Codemods of scoring scripts: from a usage in the script, and the services that name it, to proposals."""
