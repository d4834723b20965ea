"""Facts of the cluster give verdicts. Pure: the time comes from the caller."""
