"""``python -m bantin.cli``."""

import sys

from bantin.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
