"""``accounts release`` on the package of this repository: see ``python scripts/release.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("release", __file__))
