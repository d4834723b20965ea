"""The knowledge: what each v1 setting means in v2. Pure, one file per concern, row and logic together.

``translate`` in ``compat.mapping.translation`` is the way in; ``compat.mapping.settings`` finds a row.
"""
