"""Rules: one file per v1 construct. Dropping a file in registers it."""
