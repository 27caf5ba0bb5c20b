"""``accounts validate`` on the package of this repository: see ``python scripts/validate.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("validate", __file__))
