"""``python -m barometre.pipeline.other_core``: parts of another run of this program."""

import sys

from barometre.pipeline.sharing import help_out

if __name__ == "__main__":
    help_out(sys.stdin.buffer, sys.stdout.buffer)
