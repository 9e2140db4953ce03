"""What may go wrong, made to happen for real; `FAULTS=full` (`make faults`) at full length."""

import os

FULL = os.environ.get("FAULTS") == "full"
