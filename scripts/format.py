"""``accounts format`` on the package of this repository: see ``python scripts/format.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("format", __file__))
