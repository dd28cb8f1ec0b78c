"""The background worker beside the server: started, and started again when it dies."""

import logging
import subprocess
import sys
import threading
import time

COMMAND = [sys.executable, "-m", "danvan.cli.main", "worker", "--supervised"]
PAUSE = 1.0  # seconds before a worker that died is started again; doubled as long as it dies young
LONGEST_PAUSE = 60.0
GROWN_UP = 30.0
DRAIN = 20.0  # seconds that a worker has to finish its job; it is taken up again by the next one otherwise
logger = logging.getLogger(__name__)


class Supervisor:
    """Keeps one worker running until it is told to stop."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.process = subprocess.Popen(COMMAND)  # noqa: S603 - our own command
        self.thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self.thread.start()

    def _watch(self) -> None:
        pause = PAUSE
        begun = time.monotonic()
        while True:
            ended = self.process.wait()
            if self.stopping.is_set():
                return
            pause = PAUSE if time.monotonic() - begun > GROWN_UP else min(pause * 2, LONGEST_PAUSE)
            logger.error("the background worker ended with code %s; it is started again in %s s", ended, pause)
            if self.stopping.wait(pause):
                return
            begun = time.monotonic()
            self.process = subprocess.Popen(COMMAND)  # noqa: S603 - our own command

    def stop(self) -> None:
        """Let the worker finish its job, but not for ever."""
        self.stopping.set()
        self.process.terminate()
        try:
            self.process.wait(DRAIN)
        except subprocess.TimeoutExpired:
            logger.warning("the background worker is still busy; its job is taken up again at the next start")
            self.process.kill()
            self.process.wait()
