"""What apt says is read rightly, and what nobody needs is left out."""

from __future__ import annotations

from deploy.setup.packages import last_line, parse_simulation, wanted, without_packages

SIMULATION = """\
NOTE: This is only a simulation!
Inst libpopt0 (1.19+dfsg-1 Debian:12.15/oldstable [amd64])
Inst erlang-base (1:25.2.3+dfsg-1+deb12u4 Debian:12.15/oldstable [amd64])
Inst rabbitmq-server (3.10.8-1.1+deb12u1 Debian:12.15/oldstable [all])
Conf libpopt0 (1.19+dfsg-1 Debian:12.15/oldstable [amd64])
"""
STATUS = """\
Package: postgresql-15
Status: install ok installed

Package: libpq5
Status: install ok installed
Depends: postgresql-15

Package: postgresql
Status: install ok installed
"""


def test_each_package_to_install_is_found_once() -> None:
    """Only `Inst` lines name packages."""
    assert parse_simulation(SIMULATION) == ["libpopt0", "erlang-base", "rabbitmq-server"]


def test_the_c_library_and_the_jit_are_never_fetched() -> None:
    """An unpacked C library would break every program that finds it first."""
    packages = ["libc6", "libllvm14:amd64", "perl", "postgresql-15", "libicu72"]

    assert wanted(packages) == ["postgresql-15", "libicu72"]


def test_packages_can_be_treated_as_not_installed() -> None:
    """Whole names only: a library that a server depends on stays."""
    status = without_packages(STATUS, r"postgresql.*")

    assert "Package: postgresql" not in status
    assert "Package: libpq5" in status


def test_the_last_error_is_the_message() -> None:
    """A person gets the line that says what went wrong."""
    assert last_line("E: no network\nW: something\n") == "E: no network"
    assert last_line("one\ntwo\n\n") == "two"
    assert last_line("") == "no answer"
