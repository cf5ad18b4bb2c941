"""The kernel that runs a notebook's cells: a copy, made before the page is begun, of a process with its libraries."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

_LAUNCHER = ["-m", "ipykernel_launcher"]


class SilentKernels(AsyncKernelManager):
    """Kernels that are heard only through their notebook: what a library writes past it reaches no terminal, no log."""

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        await super()._async_launch_kernel(
            kernel_cmd, **(options | {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL})
        )


def kernels() -> type[AsyncKernelManager]:
    """What starts the kernel of the next page: ready and waiting where this process may be copied, else from nothing.

    A process is copied only while it runs a single thread.
    """
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        return SilentKernels
    return type("Kernels", (_Kernels,), {"waiting": _Waiting()})


class _Waiting:
    """A process that waits to be told which kernel to be, spoken to as ``subprocess.Popen`` is."""

    stdin = stdout = stderr = None

    def __init__(self) -> None:
        context = multiprocessing.get_context("fork")
        self._told, self._tell = context.Pipe(duplex=False)
        self._process = context.Process(target=self._serve, daemon=True)
        self._process.start()
        self._told.close()
        self.pid = self._process.pid

    def begin(self, arguments: list[str], environment: dict[str, str], folder: str) -> None:
        """Tell it its arguments, its environment and its folder."""
        self._tell.send((arguments, environment, folder))
        self._tell.close()

    def poll(self) -> int | None:
        """Its exit code; ``None`` while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Its exit code, once it has ended."""
        self._process.join()
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send it a signal, while it runs."""
        if self.pid is not None and self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _serve(self) -> None:
        self._tell.close()
        try:
            arguments, environment, folder = self._told.recv()
        except EOFError:  # the page was never begun
            return
        os.setsid()
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        sys.warnoptions[:] = ["ignore"]
        warnings.simplefilter("ignore")
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])


class _Kernels(SilentKernels):
    waiting: _Waiting

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        place: Any = self.provisioner
        if kernel_cmd[1:3] != _LAUNCHER or not hasattr(place, "process"):
            await super()._async_launch_kernel(kernel_cmd, **options)
            return
        self.waiting.begin(kernel_cmd[3:], dict(options["env"]), str(options.get("cwd") or Path.cwd()))
        place.process, place.pid = self.waiting, self.waiting.pid
        self._reconcile_connection_info(place.connection_info)
