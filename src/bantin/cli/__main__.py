"""``python -m bantin.cli``."""

import sys

from bantin.cli import main

if __name__ == "__main__":
    sys.exit(main())
