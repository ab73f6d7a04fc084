"""`python -m proof`: all that is claimed of the booking protocol, tried, and compared with docs/guarantees.md."""

import sys

from proof.report import main

sys.exit(main())
