"""``accounts links`` on the package of this repository: see ``python scripts/links.py --help``."""

import sys

from accounts.commands import script

if __name__ == "__main__":
    sys.exit(script("links", __file__))
