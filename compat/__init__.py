"""What Azure ML v1 means in v2, and the v1 deployment API standing on that knowledge."""
