"""``python -m narrator`` is ``narrator``."""

import sys

from narrator.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
