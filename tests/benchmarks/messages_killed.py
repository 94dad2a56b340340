"""Notification or its database server killed while it sends: nothing is lost; what goes twice.

`python -m tests.benchmarks.messages_killed [--messages 2000] [--kills 2] [--dispatchers 4]
[--server]`, like `tests.benchmarks.messages`. The process dies by SIGKILL at even parts of the way
and another begins at once; what the dead one held is taken up after two minutes. With `--server`
it is the PostgreSQL of this checkout that dies, and comes back by itself. Fails when a citizen is
written to never or more often than kills allow, when more go twice than senders may hold, or when
of one letter two attempts stand as accepted.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections import Counter
from contextlib import ExitStack

import orjson
import psycopg

from chassis.crypto import new_data_key
from chassis.db import Database
from chassis.testing.brokers import fresh_vhost
from chassis.testing.databases import cloned_database
from deploy.setup.places import find_places
from deploy.setup.supervision import Supervisor
from tests.benchmarks.messages import AGENCY, PROCEDURE, Provider, know, process, say
from tests.benchmarks.place import ROOT, WrongOutcomeError

_HELD = 25
_LOOK_SECONDS = 0.02
_SILENT_SECONDS = 300.0
_ACCEPTED_TWICE = """
    SELECT message FROM attempt WHERE outcome = 'accepted' GROUP BY message HAVING count(*) > 1
"""


def wait(provider: Provider, count: int) -> None:
    """Wait until so many citizens were written to."""
    before, moved_at = 0, time.monotonic()
    while (found := len({who for who, _ in list(provider.taken)})) < count:
        if found > before:
            before, moved_at = found, time.monotonic()
        if time.monotonic() - moved_at > _SILENT_SECONDS:
            raise WrongOutcomeError(f"{found} of {count} citizens written to")
        time.sleep(_LOOK_SECONDS)


def kill_notification(
    environment: dict[str, str], provider: Provider, count: int, kills: int
) -> None:
    """Let one process after another send a part, and the last the rest."""
    for number in range(1, kills + 1):
        with process("notification", environment) as dying:
            wait(provider, count * number // (kills + 1))
            dying.kill()
    with process("notification", environment):
        wait(provider, count)


def kill_server(environment: dict[str, str], provider: Provider, count: int, kills: int) -> None:
    """Kill the database server under the one process that sends."""
    supervisor = Supervisor(find_places(ROOT))
    with process("notification", environment):
        for number in range(1, kills + 1):
            wait(provider, count * number // (kills + 1))
            (pid,) = (one.pid for one in supervisor.processes() if one.name == "postgres")
            os.kill(pid, signal.SIGKILL)
        wait(provider, count)


def run(count: int, kills: int, dispatchers: int, *, server: bool) -> dict[str, object]:
    """Say so many events, kill so often, and return what came of it."""
    codes = [f"H56.14797-251215-{number:06d}" for number in range(1, count + 1)]
    provider = Provider()
    with ExitStack() as stack:
        speaking_url = stack.enter_context(cloned_database("intake"))
        own_url = stack.enter_context(cloned_database("notification"))
        know(own_url, [(code, 0) for code in codes], [(AGENCY, PROCEDURE)])
        environment = {
            **os.environ,
            "BENCHMARK_AMQP_URL": stack.enter_context(fresh_vhost()).amqp_url,
            "BENCHMARK_SPEAKING_URL": speaking_url,
            "BENCHMARK_DATABASE_URL": own_url,
            "BENCHMARK_SMTP_PORT": str(provider.port),
            "BENCHMARK_DISPATCHERS": str(dispatchers),
        }
        provider.start()
        stack.callback(provider.stop)
        stack.enter_context(process("relay", environment))
        speaking = Database(speaking_url, name="bench")
        stack.callback(speaking.dispose)
        say(speaking, codes)
        kill = kill_server if server else kill_notification
        kill(environment, provider, count, kills)
        with psycopg.connect(own_url.replace("+psycopg", "")) as connection:
            accepted_twice = connection.execute(_ACCEPTED_TWICE).fetchall()
    times = Counter(Counter(who for who, _ in provider.taken).values())
    twice = sum(number * (often - 1) for often, number in times.items())
    if max(times) > 1 + kills or twice > kills * dispatchers * _HELD:
        raise WrongOutcomeError(f"{twice} went twice, {max(times)} times at most")
    if accepted_twice:
        raise WrongOutcomeError(f"two attempts of {len(accepted_twice)} letters stand as accepted")
    return {"citizens": count, "kills": kills, "written to so often": times, "too many": twice}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in (("messages", 2000), ("kills", 2), ("dispatchers", 4)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--server", action="store_true")
    given = parser.parse_args()
    os.environ["BENCHMARK_KEY"] = new_data_key().hex()
    report = run(given.messages, given.kills, given.dispatchers, server=given.server)
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    sys.stdout.write(orjson.dumps(report, option=options).decode() + "\n")


if __name__ == "__main__":
    main()
