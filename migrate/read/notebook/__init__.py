"""Notebooks that use Azure ML v1: those of Jupyter, and those that Databricks saves as Python source.

Nothing is imported here: every scan asks for the files that cells write, few need the reader.
"""
