"""The two servers as child processes: their environment, their ports, waiting until they answer, ending them."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time

from local_aws.checkout.paths import ROOT
from local_aws.client.connection import EC2_EKS_ENDPOINTS
from local_aws.launcher.work_folder import WorkFolder

LOOPBACK = "127.0.0.1"
ACCOUNT_ID = "123456789012"

START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 5

# MiniStack's defaults would listen on all interfaces and on ports of their own, and wait in real time.
CLOUDFORMATION_SETTINGS = {
    "BIND_HOST": LOOPBACK,
    "MINISTACK_HOST": LOOPBACK,
    "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
    "IOT_MTLS_ENABLED": "0",
    "SFTP_ENABLED": "0",
    "LOG_LEVEL": "WARNING",
    "SFN_WAIT_SCALE": "0.05",
    "CALLBACK_DELAY_SCALE": "0.05",
    "LAMBDA_WARM_TTL_SECONDS": "60",
}
# What a person may set for a run; nothing else of the caller's environment reaches the servers or the functions in
# them.
SETTABLE = (
    "SFN_WAIT_SCALE",
    "CALLBACK_DELAY_SCALE",
    "LAMBDA_WARM_TTL_SECONDS",
    "LAMBDA_PARALLEL",
    "PROPERTIES_AS_STRINGS",
    "CUSTOM_ROLLBACK_WITH_OLD_ID",
    "LOG_LEVEL",
)


class ServerFailed(RuntimeError):
    """A server ended, or did not answer in time; the text ends with its log."""


class Server:
    """One child process that serves HTTP on a loopback port."""

    def __init__(
        self,
        name: str,
        module: str,
        arguments: list[str],
        port: int,
        ready_path: str,
        environment: dict,
        folder: WorkFolder,
    ):
        self.name, self.port, self.ready_path = name, port, ready_path
        self.url = f"http://{LOOPBACK}:{port}"
        self.log = folder.path / f"{name}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "local_aws.launcher.child", module, *arguments],
                env=environment,
                cwd=folder.path,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def process_id(self) -> int:
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Raises ServerFailed."""
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not self._answers():
            if not self.is_running():
                raise ServerFailed(f"{self.name} ended while it started:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise ServerFailed(f"{self.name} did not answer within {START_TIMEOUT_SECONDS} s:\n{self.log_tail()}")
            time.sleep(0.05)

    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Ends the server and the processes that it started."""
        if self._process.stdin:
            self._process.stdin.close()
        if self.is_running():
            self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_TIMEOUT_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def log_tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=2)
        try:
            connection.request("GET", self.ready_path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def ec2_eks_server(folder: WorkFolder, port: int, iam_url: str | None = None) -> Server:
    """moto with what it lacks of EC2, EKS, Auto Scaling and Resource Groups. It asks IAM about roles where it is told
    the address of the other server."""
    environment = {**clean_environment(folder), **({"LOCAL_AWS_IAM": iam_url} if iam_url else {})}
    return Server("ec2-eks", "local_aws.ec2_eks", [str(port)], port, "/local-aws/calls", environment, folder)


def cloudformation_server(
    folder: WorkFolder, port: int, region: str, ec2_eks_url: str | None = None, settings: dict | None = None
) -> Server:
    """MiniStack with the registry. The functions in it inherit where the services of the other server are."""
    environment = {
        **clean_environment(folder),
        **CLOUDFORMATION_SETTINGS,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{port}",
    }
    environment.update({name: os.environ[name] for name in SETTABLE if name in os.environ})
    environment.update(settings or {})
    if ec2_eks_url:
        environment.update(dict.fromkeys(EC2_EKS_ENDPOINTS.values(), ec2_eks_url))
    return Server("cloudformation", "local_aws.cloudformation", [], port, "/_ministack/ready", environment, folder)


def clean_environment(folder: WorkFolder) -> dict:
    """Nothing of the caller's but PATH and settings of ours: no credentials, no proxies, no profile. The project's own
    node, where it has one, runs the functions."""
    path = os.environ.get("PATH", os.defpath)
    own_node = ROOT / "node_modules" / ".bin" / "node"
    if own_node.exists():
        path = f"{own_node.parent}{os.pathsep}{path}"
    ours = {name: value for name, value in os.environ.items() if name.startswith("LOCAL_AWS_")}
    return {
        **ours,
        "PATH": path,
        "HOME": str(folder.path),
        "TMPDIR": str(folder.temporary),
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "S3_DATA_DIR": str(folder.path / "s3"),
        "STATE_DIR": str(folder.path / "state"),
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return listener.getsockname()[1]


def chosen_port(variable: str) -> int:
    """The port that the environment names, else a free one."""
    return int(os.environ.get(variable) or free_port())
