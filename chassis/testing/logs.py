"""What the configured log writes, for tests that hold it to something."""

from __future__ import annotations

import io
import logging as std_logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from types import ModuleType
from unittest.mock import patch

import structlog

from chassis import logging


@contextmanager
def log_written(*modules: ModuleType) -> Iterator[io.StringIO]:
    """Configure the log as a process does; yield what it writes, and leave it as it was.

    `modules` get a logger of their own: one that was used before stays as it was configured then.
    """
    root = std_logging.getLogger()
    before, level = list(root.handlers), root.level
    out = io.StringIO()
    with redirect_stdout(out):
        logging.configure("test")
    patches = [patch.object(one, "_log", structlog.get_logger(one.__name__)) for one in modules]
    for one in patches:
        one.start()
    try:
        yield out
    finally:
        for one in patches:
            one.stop()
        root.handlers[:] = before
        root.setLevel(level)
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
