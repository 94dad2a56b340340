"""The private RabbitMQ node: its programs, its settings, how it is started."""

from __future__ import annotations

import base64
import http.client
import os
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.setup.console import SetupError, Step
from deploy.setup.packages import library_path, open_apt, unpack
from deploy.setup.places import Places, make_folder, make_server_folder
from deploy.setup.ports import answers

PACKAGES = r"(rabbitmq-server|erlang-.*|socat)"
SCRIPT = "usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"
TEMPLATES = Path(__file__).resolve().parent.parent / "rabbitmq"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
HTTP_OK = 200
ERLANG_ARGUMENTS = "+S 1:1 -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RabbitMQ:
    """The start script of one RabbitMQ, its Erlang and where libraries lie (empty: system's)."""

    script: Path
    erlang: Path
    libraries: str

    @property
    def version(self) -> str:
        """The version, from the folder's name."""
        return self.script.parent.parent.name.rpartition("-")[2]

    def environ(self) -> dict[str, str]:
        """PATH and library path for its programs."""
        plain = {"PATH": f"{self.erlang / 'bin'}:{SYSTEM_PATH}", "LC_ALL": "C.UTF-8"}
        return {**plain, "LD_LIBRARY_PATH": self.libraries} if self.libraries else plain


def provide_rabbitmq(places: Places, step: Step) -> RabbitMQ:
    """Return installed programs, or those unpacked before, or fetch and unpack them."""
    if not os.environ.get("MOTCUA_IGNORE_INSTALLED"):
        script, erlang = _newest(Path("/")), shutil.which("erl")
        if script is not None and erlang is not None:
            home = Path(erlang).resolve().parent.parent
            step.note = f"{script.parent.parent.name}, installed on this machine"
            return RabbitMQ(script=script, erlang=home, libraries="")
    target = places.packages / "rabbitmq"
    how = "unpacked before"
    if _newest(target) is None:
        _fetch(places, target)
        how = "fetched and unpacked"
    script = _newest(target)
    if script is None:
        raise SetupError("The fetched RabbitMQ packages hold no server.", "Run clean, then again.")
    erlang_home = target / "usr" / "lib" / "erlang"
    server = RabbitMQ(script=script, erlang=erlang_home, libraries=library_path(target))
    step.note = f"{server.version}, {how}"
    return server


def write_settings(places: Places, ports: Mapping[str, int], url: str) -> None:
    """Write configuration, plugins and an empty environment file of the node."""
    base = make_server_folder(places, places.servers / "rabbitmq")
    for name in ("data", "log", "home"):
        make_server_folder(places, base / name)
    address = urlsplit(url)
    template = (TEMPLATES / "rabbitmq.conf.template").read_text(encoding="utf-8")
    text = template.format(
        amqp=ports["rabbitmq"],
        management=ports["rabbitmq-management"],
        metrics=ports["rabbitmq-metrics"],
        vhost=address.path.strip("/"),
        user=address.username,
        password=address.password,
    )
    files = {
        "rabbitmq.conf": text,
        "enabled_plugins": (TEMPLATES / "enabled_plugins").read_text(encoding="utf-8"),
        "rabbitmq-env.conf": "",
    }
    for name, content in files.items():
        path = base / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(content, encoding="utf-8")
        if places.account is not None:
            os.chown(path, places.account.uid, places.account.gid)


def start_script(places: Places, server: RabbitMQ, ports: Mapping[str, int]) -> str:
    """Return the shell script that becomes the broker process."""
    return _script(_environ(places, server, ports), [str(server.script)])


def epmd_script(server: RabbitMQ, ports: Mapping[str, int]) -> str:
    """Return the shell script of Erlang's port mapper, which the broker's name needs."""
    found = next(iter(server.erlang.glob("erts-*/bin/epmd")), server.erlang / "bin" / "epmd")
    command = [str(found), "-address", "127.0.0.1", "-port", str(ports["epmd"])]
    return _script(server.environ(), command)


def is_ready(amqp_url: str, api_url: str) -> bool:
    """Tell whether the broker takes connections and its management API knows the deploy user."""
    amqp, api = urlsplit(amqp_url), urlsplit(api_url)
    if not answers(amqp.port or 5672, host=amqp.hostname or "127.0.0.1"):
        return False
    maker = http.client.HTTPSConnection if api.scheme == "https" else http.client.HTTPConnection
    connection = maker(api.hostname or "127.0.0.1", api.port, timeout=3)
    token = base64.b64encode(f"{api.username}:{api.password}".encode()).decode()
    try:
        connection.request("GET", "/api/overview", headers={"Authorization": f"Basic {token}"})
        return connection.getresponse().status == HTTP_OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _environ(places: Places, server: RabbitMQ, ports: Mapping[str, int]) -> dict[str, str]:
    base = places.servers / "rabbitmq"
    return {
        **server.environ(),
        "HOME": str(base / "home"),
        "RABBITMQ_NODENAME": f"motcua{ports['rabbitmq']}@localhost",
        "RABBITMQ_DIST_PORT": str(ports["rabbitmq-distribution"]),
        "RABBITMQ_MNESIA_BASE": str(base / "data"),
        "RABBITMQ_LOG_BASE": str(base / "log"),
        "RABBITMQ_CONFIG_FILE": str(base / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(base / "rabbitmq-env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(base / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(base / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG_ARGUMENTS,
        # the Erlang machine replaces the script: the supervised process is the broker itself
        "RUNNING_UNDER_SYSTEMD": "true",
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }


def _script(environ: Mapping[str, str], command: list[str]) -> str:
    exports = "".join(f"export {key}={shlex.quote(value)}\n" for key, value in environ.items())
    return f"#!/bin/sh\n{exports}unset NOTIFY_SOCKET\ncd /\nexec {shlex.join(command)}\n"


def _fetch(places: Places, target: Path) -> None:
    remedy = "Install rabbitmq-server, or set MOTCUA_AMQP_URL and MOTCUA_RABBITMQ_API_URL."
    apt = open_apt(places, product="RabbitMQ", remedy=remedy, without=PACKAGES)
    archives = apt.download(apt.missing("rabbitmq-server"), places.shared / "apt" / "rabbitmq")
    make_folder(target.parent)
    draft = target.with_name(target.name + ".moved")
    unpack(archives, draft)
    _move_erlang(draft, target)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def _move_erlang(draft: Path, target: Path) -> None:
    """Tell Erlang's start scripts where they will stand; they know the package's path only."""
    home = draft / "usr" / "lib" / "erlang"
    scripts = [*home.glob("bin/*"), *home.glob("erts-*/bin/*")]
    for script in scripts:
        content = script.read_bytes()
        if script.is_symlink() or not content.startswith(b"#!"):
            continue
        new = str(target / "usr" / "lib" / "erlang").encode()
        script.write_bytes(content.replace(b"/usr/lib/erlang", new))


def _newest(root: Path) -> Path | None:
    return max(root.glob(SCRIPT), default=None)
