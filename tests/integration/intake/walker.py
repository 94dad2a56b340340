"""Takes a dossier through its life, and holds what becomes of it against `life`."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.integration.intake.life import FILED_ONLINE, PASSED, STEPS, WAIT, Life, led
from tests.integration.intake.life_acts import OWNER, Acts
from tests.integration.intake.office import MONDAY, OFFICER, Office, at_desk, example


@dataclass(slots=True, kw_only=True)
class Walker:
    """One dossier of an office and where it stands; `tried` has what was tried in which state."""

    office: Office
    tried: set[tuple[Life, str]]
    life: Life = FILED_ONLINE
    acts: Acts = field(init=False)

    def file(self, start: Life) -> None:
        """File online, or receive at the desk."""
        self.office.set_clock(MONDAY)
        online = start == FILED_ONLINE
        body, actor = (example(), OWNER) if online else (at_desk(), OFFICER)
        answer = self.office.file(actor, body)
        assert answer.json is not None
        self.acts = Acts(office=self.office, code=answer.json["code"])
        self.life = start

    def take(self, name: str) -> None:
        """Do an act that is legal, or wait: it leads where the law says, and is told and said."""
        if name == WAIT:
            self._wait()
        else:
            self._do(name)

    def try_what_is_not_legal(self) -> None:
        """Try it, once in each state: it is refused, or passed over, and leaves no trace."""
        for name, step in STEPS.items():
            wanted = step(self.life)
            if not isinstance(wanted, str) or (self.life, name) in self.tried:
                continue
            before = self.acts.kept()
            problem = self.acts.do(name)
            assert (problem or PASSED) == wanted, f"{name} in {self.life}: {problem}, not {wanted}"
            assert self.acts.kept() == before, f"{name} in {self.life} left a trace"
            self.tried.add((self.life, name))

    def _do(self, name: str) -> None:
        after = led(self.life, name)
        assert isinstance(after, Life)
        before = self.acts.kept()
        problem = self.acts.do(name)

        assert problem is None, f"{name} in {self.life}: {problem}"
        assert self.acts.status() == after.status, f"{name} in {self.life}"
        kept = self.acts.kept()
        assert kept["event_log"] != before["event_log"], f"{name} in {self.life} was not said"
        assert kept["timeline_entry"] != before["timeline_entry"], f"{name} in {self.life}"
        self.tried.add((self.life, name))
        self.life = after

    def _wait(self) -> None:
        """Let the time for papers pass: nobody else closes a dossier then."""
        self.acts.wait_out_the_window()
        after = led(self.life, WAIT)
        assert isinstance(after, Life)
        assert self.acts.status() == after.status, f"waiting in {self.life}"
        self.tried.add((self.life, WAIT))
        self.life = after
