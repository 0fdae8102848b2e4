"""``python -m policygraph``: the same as the command ``policygraph``."""

import sys

from .cli import main

sys.exit(main())
