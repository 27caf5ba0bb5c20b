"""``python -m accounts``."""

import sys

from accounts.commands import main

sys.exit(main())
