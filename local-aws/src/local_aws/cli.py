"""The command `local-aws`.

local-aws start                                 stays in the foreground; prints what to export; Ctrl-C ends it
local-aws contract [-- OPTIONS OF PYTEST]       AWS's contract suite against the bundled handler
"""

import argparse
import sys

from local_aws import __version__
from local_aws.contract import suite
from local_aws.launcher import foreground


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="local-aws",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Environment: LOCAL_AWS_REGION, LOCAL_AWS_PORT, LOCAL_AWS_EC2_EKS_PORT",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("start", help="start the local AWS and keep it running")
    contract = commands.add_parser("contract", help="run AWS's contract suite against the bundled handler")
    contract.add_argument("options", nargs=argparse.REMAINDER, help="what follows -- goes to the suite's pytest")
    chosen = parser.parse_args(given)
    if chosen.command == "contract":
        return suite.main(chosen.options)
    try:
        return foreground.run()
    except KeyboardInterrupt:
        return 130
