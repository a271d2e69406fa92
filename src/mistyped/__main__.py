"""`python -m mistyped` is the command `mistyped`."""

import sys

from mistyped.cli import main

if __name__ == "__main__":
    sys.exit(main())
