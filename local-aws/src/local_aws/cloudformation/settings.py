"""What the environment may change. Read once, when the server starts."""

import os

# Seconds that a handler asks to wait are multiplied by this, so that an hour of waiting fits a test.
CALLBACK_DELAY_SCALE = float(os.environ.get("CALLBACK_DELAY_SCALE", "0.05"))

# Local Node processes that may run at once; each takes about 130 MB.
LAMBDA_PARALLEL = int(os.environ.get("LAMBDA_PARALLEL", "4"))

# "1": numbers and booleans of a template reach the handler as strings, as the CLI plugins say that CloudFormation sends
# them ("CloudFormation recasts all primitive types as strings", recast.ts of the TypeScript plugin's library).
# Otherwise they arrive typed by the schema, as the CLI's contract suite sends them. A handler has to accept both.
PROPERTIES_AS_STRINGS = os.environ.get("PROPERTIES_AS_STRINGS", "0") == "1"

# "1": the Update that rolls a custom resource back carries the id from before, also where the failed Update answered
# another one.
CUSTOM_ROLLBACK_WITH_OLD_ID = os.environ.get("CUSTOM_ROLLBACK_WITH_OLD_ID", "0") == "1"
