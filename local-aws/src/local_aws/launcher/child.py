"""Runs a module as a child that ends with its parent: python -m local_aws.launcher.child MODULE [ARGUMENT ...]

The parent holds the other end of our standard input and never writes to it: end of file means that it is gone, however
it ended (a kill -9 included). Works wherever pipes do, which PR_SET_PDEATHSIG does not.
"""

import os
import runpy
import signal
import sys
import threading
import time

SECONDS_TO_END = 3


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_END)
    # The parent started us as the leader of our own group: what is left of it are our own children.
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def main() -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
