"""``accounts page`` on the package of this repository: see ``python scripts/page.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("page", __file__))
