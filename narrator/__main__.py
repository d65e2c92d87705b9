"""``python -m narrator`` is ``narrator``."""

import sys

if __name__ == "__main__":
    try:
        from narrator.cli.main import main

        code = main()
    except KeyboardInterrupt:  # before there was a program to hear of it
        code = 130
    sys.exit(code)
