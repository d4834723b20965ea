"""The v1 command line wherever it stands: scripts, pipelines, build files, documentation."""
