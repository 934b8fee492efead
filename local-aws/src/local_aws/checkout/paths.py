"""Where the checkout is that this package was installed from, in place (`make install`)."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
# Everything that a run writes is below it.
RUNS = ROOT / ".local-aws"
