"""`python -m proof`: all that is claimed of the booking protocol, tried, and compared with docs/guarantees.md."""

import sys

from proof.report import main

if __name__ == "__main__":
    sys.exit(main())
