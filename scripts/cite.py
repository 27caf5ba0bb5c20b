"""``accounts cite`` on the package of this repository: see ``python scripts/cite.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("cite", __file__))
