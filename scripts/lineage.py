"""``accounts lineage`` on the package of this repository: see ``python scripts/lineage.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("lineage", __file__))
