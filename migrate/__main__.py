"""``python -m migrate``: the same as the ``migrate`` command."""

import sys

from migrate.cli import main

sys.exit(main())
