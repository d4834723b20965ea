"""Can this cluster reach, and be reached by, what Azure ML inference needs."""
