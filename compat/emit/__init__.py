"""Emitters: a plan becomes YAML files, commands, reports. None knows a reader."""
