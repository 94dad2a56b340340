"""gunicorn's configuration, the same for every API: preloaded, threads, clean metrics."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

from gunicorn.workers.base import Worker
from prometheus_client import multiprocess

from chassis.db import dispose_all

bind = os.environ["MOTCUA_GUNICORN_BIND"]
workers = int(os.environ.get("MOTCUA_GUNICORN_WORKERS", "1"))
threads = int(os.environ.get("MOTCUA_GUNICORN_THREADS", "4"))
worker_class = "chassis.gunicorn_worker.Worker"
preload_app = True
timeout = 30
graceful_timeout = 20
keepalive = 30
# One control socket a home directory would collide between the services of one box.
control_socket_disable = True
accesslog = None
# gunicorn's own lines go where all others go, as JSON, once the app has set that up.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True},
    },
}
proc_name = os.environ.get("MOTCUA_GUNICORN_NAME", "motcua")


def on_starting(_server: object) -> None:
    """Forget the counters of processes of an earlier start."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def when_ready(_server: object) -> None:
    """Keep the collector away from what was loaded: it lives as long as the worker does.

    Before the fork, so that workers go on sharing those pages.
    """
    gc.collect()
    gc.freeze()


def post_fork(_server: object, _worker: object) -> None:
    """Drop what must not be shared with the parent: database connections."""
    dispose_all()


def child_exit(_server: object, worker: Worker) -> None:
    """Take a dead worker's gauges out of the sum."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
