"""Runs Synapse for as long as Homeline lives, however that ends."""

import ctypes
import os
import signal
import sys
import threading

SET_PARENT_DEATH_SIGNAL = 1


def ask_kernel_to_stop_us_with_parent() -> None:
    try:
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    except (AttributeError, OSError):
        pass  # Not Linux: the pipe below tells.


def stop_when_input_ends() -> None:
    """Homeline holds the other end of our standard input; the system closes it with the process."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


ask_kernel_to_stop_us_with_parent()
threading.Thread(target=stop_when_input_ends, daemon=True).start()

from synapse.app.homeserver import main  # noqa: E402

main()
