"""Observations and expectations give verdicts. Pure: no network, no clock, no file but the table of codes."""
