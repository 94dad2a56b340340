"""A RabbitMQ vhost of its own for each test."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit, urlunsplit

from chassis import topology
from chassis.management import Management, quoted
from chassis.testing.servers import server_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Vhost:
    """A vhost and how to reach it, as the deploy user or as a run-time user."""

    name: str
    amqp_url: str
    api_url: str
    passwords: dict[str, str]

    def url_of(self, user: str) -> str:
        """Return the URL of a run-time user; `with_users` must have made it."""
        parts = urlsplit(self.amqp_url)
        place = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{user}:{self.passwords[user]}@{place}"))

    def with_users(self) -> topology.Topology:
        """Apply the topology with run-time users under names of this test's own; return it."""
        applied = topology.load()
        users = []
        for user in applied.users:
            name = f"{self.name}-{user.name}"
            self.passwords[name] = secrets.token_hex(8)
            users.append(replace(user, name=name))
        mine = replace(applied, users=tuple(users))
        topology.apply(
            mine, amqp_url=self.amqp_url, api_url=self.api_url, passwords=self.passwords
        )
        return mine


@contextmanager
def fresh_vhost() -> Iterator[Vhost]:
    """Yield a fresh vhost with the project's exchanges and queues; it is deleted at the end."""
    admin, api_url = server_url("MOTCUA_AMQP_URL"), server_url("MOTCUA_RABBITMQ_API_URL")
    name = f"motcua-test-{secrets.token_hex(5)}"
    url = urlunsplit(urlsplit(admin)._replace(path=f"/{name}"))
    vhost = Vhost(name=name, amqp_url=url, api_url=api_url, passwords={})
    with closing(Management(api_url)) as management:
        management.put(f"/vhosts/{quoted(name)}", {})
        user = unquote(urlsplit(admin).username or "")
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        management.put(f"/permissions/{quoted(name)}/{quoted(user)}", everything)
        topology.declare(topology.load(), url)
        try:
            yield vhost
        finally:
            for user in vhost.passwords:
                management.delete(f"/users/{quoted(user)}")
            management.delete(f"/vhosts/{quoted(name)}")
