"""``accounts build`` on the package of this repository: see ``python scripts/build.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("build", __file__))
