"""The list of targets as rules of firewalls and proxies, and as tables."""
