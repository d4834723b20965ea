"""Configuration files of v1: deployment and inference files, saved environments, conda files."""

from __future__ import annotations

from migrate.read.configuration.inference import scoring_from_file
from migrate.read.configuration.keys import settings_from_file
from migrate.read.configuration.reader import read_configuration

__all__ = ["read_configuration", "scoring_from_file", "settings_from_file"]
