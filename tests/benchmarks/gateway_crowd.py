"""Many who ask one thing again and again: `python -m tests.benchmarks.gateway_crowd PORT PEOPLE`.

A process of its own, because threads that share an interpreter with whoever measures make it wait
for them. The request comes on standard input; when that ends, they stop after their next answer.
"""

from __future__ import annotations

import re
import sys
import threading

from tests.benchmarks.http_load import Line

_RETRY_AFTER = re.compile(rb"retry-after: (\d+)")


def main(port: int, people: int) -> None:
    """Ask on `people` connections, each as soon as it may again, until standard input ends."""
    size = int(sys.stdin.buffer.readline())
    request = sys.stdin.buffer.read(size)
    stop = threading.Event()

    def ask() -> None:
        line = Line(port)
        while not stop.is_set():
            line.ask(request)
            after = _RETRY_AFTER.search(line.head)
            stop.wait(float(after[1]) if after else 0.0)
        line.close()

    crowd = [threading.Thread(target=ask) for _ in range(people)]
    for person in crowd:
        person.start()
    sys.stdin.buffer.read()
    stop.set()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
