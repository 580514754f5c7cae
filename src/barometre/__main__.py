"""``python -m barometre``: the command line."""

import sys

from barometre.cli import main

if __name__ == "__main__":
    sys.exit(main())
