"""A finished run in the formats that people and machines read."""
