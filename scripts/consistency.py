"""``accounts consistency`` on the package of this repository: see ``python scripts/consistency.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("consistency", __file__))
