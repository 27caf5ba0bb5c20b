"""``accounts synopsis`` on the package of this repository: see ``python scripts/synopsis.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("synopsis", __file__))
