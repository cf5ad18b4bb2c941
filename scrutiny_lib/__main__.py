"""``python -m scrutiny_lib`` is the same as ``scrutiny``."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
