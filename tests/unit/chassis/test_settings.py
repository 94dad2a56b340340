"""Settings are read once and all their faults are told together."""

from __future__ import annotations

import pytest

from chassis import settings


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in {
        "ENVIRONMENT": "onebox",
        "INTAKE_DATABASE_URL": "postgresql+psycopg://x@127.0.0.1/x",
        "TRUSTED_KEYS_FILE": "/keys/services.json",
        "INTAKE_SIGNING_KEY_FILE": "/keys/intake.json",
    }.items():
        monkeypatch.setenv(f"MOTCUA_{name}", value)
    return monkeypatch


def read() -> settings.ProcessSettings:
    with settings.reading() as env:
        return settings.process_settings(env, "intake")


def test_whole_settings_are_read(whole: pytest.MonkeyPatch) -> None:
    """What is set is there, what may be left out has its default."""
    whole.setenv("MOTCUA_INTAKE_WORKERS", "3")

    made = read()

    assert (made.name, made.one_box, made.workers, made.threads) == ("intake", True, 3, 4)


def test_environment_is_production_unless_said_otherwise(whole: pytest.MonkeyPatch) -> None:
    """Forgetting a setting never opens the demonstration's doors."""
    whole.delenv("MOTCUA_ENVIRONMENT")

    assert read().one_box is False


def test_all_faults_are_reported_together(whole: pytest.MonkeyPatch) -> None:
    """An operator mends everything in one go."""
    whole.delenv("MOTCUA_INTAKE_DATABASE_URL")
    whole.delenv("MOTCUA_TRUSTED_KEYS_FILE")
    whole.setenv("MOTCUA_INTAKE_WORKERS", "many")
    whole.setenv("MOTCUA_ENVIRONMENT", "playground")

    with pytest.raises(settings.SettingsError) as caught:
        read()

    for name in ("INTAKE_DATABASE_URL", "TRUSTED_KEYS_FILE", "INTAKE_WORKERS", "ENVIRONMENT"):
        assert f"MOTCUA_{name}" in str(caught.value)
