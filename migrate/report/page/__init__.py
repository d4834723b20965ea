"""The HTML report: one file that needs nothing else, written from the stored report."""
