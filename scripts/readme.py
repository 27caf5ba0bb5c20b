"""``accounts readme`` on the package of this repository: see ``python scripts/readme.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("readme", __file__))
