"""States that change by polls, tuned by moto's own state manager.

`POST /moto-api/state-manager/set-transition {"model_name": NODEGROUP, "transition": {"progression": "manual",
"times": N}}`: N polls still show the old state. "immediate" and "time" (seconds) work as in moto.
"""

import time
from typing import Any

from moto.moto_api import state_manager

NODEGROUP = "eks::nodegroup"
NODEGROUP_UPDATE = "eks::nodegroup-update"

for _model in (NODEGROUP, NODEGROUP_UPDATE):
    state_manager.register_default_transition(_model, {"progression": "manual", "times": 2})


class Progress:
    """Counts the polls of one state since it began."""

    def __init__(self, model: str):
        self.model = model
        self.polls = 0
        self.since = time.time()

    def poll(self) -> bool:
        """Counts one poll. Returns whether the state is over."""
        transition: dict[str, Any] = state_manager.get_transition(self.model)
        self.polls += 1
        if transition["progression"] == "manual":
            return self.polls > int(transition.get("times", 0))
        if transition["progression"] == "time":
            return time.time() - self.since >= float(transition.get("seconds", 0))
        return True
