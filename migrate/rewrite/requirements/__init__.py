"""Codemods of lists of requirements: what v2 code and v2 images need in the place of v1's packages."""
