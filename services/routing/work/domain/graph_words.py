"""The graph of a case in words: what somebody hears who does not see the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from kernel.process import StepRole
from kernel.text import Text
from kernel.working_time import in_vietnam
from services.routing.work.domain.case_graph import CaseGraph, GraphLeg, GraphStep, State

STATES: Mapping[State, Text] = {
    State.WAITING: Text(vi="Chưa đến lượt", en="Not yet its turn"),
    State.OPEN: Text(vi="Chờ nhận xử lý", en="Waiting to be taken"),
    State.CLAIMED: Text(vi="Đang xử lý", en="At work"),
    State.DONE: Text(vi="Đã xong", en="Done"),
    State.REFUSED: Text(vi="Từ chối giải quyết", en="Refused"),
    State.SKIPPED: Text(vi="Không áp dụng", en="Does not apply"),
    State.LAPSED: Text(vi="Quá hạn trả lời, coi như đồng ý", en="No answer, counts as consent"),
    State.CANCELLED: Text(vi="Không xử lý tiếp", en="Not worked on any more"),
}
ROLES: Mapping[StepRole, Text] = {
    StepRole.DESK: Text(vi="Bộ phận một cửa", en="One-stop desk"),
    StepRole.OFFICER: Text(vi="Cán bộ chuyên môn", en="Officer"),
    StepRole.APPROVER: Text(vi="Người phê duyệt", en="Approver"),
}
LATE = Text(vi="quá hạn", en="late")


def title_of(graph: CaseGraph) -> Text:
    """Return what the drawing is called."""
    return Text(
        vi=f"Sơ đồ xử lý hồ sơ {graph.dossier}",
        en=f"How dossier {graph.dossier} is worked on",
    )


def lines_of(graph: CaseGraph) -> Iterator[Text]:
    """Yield a sentence for each leg, with its steps."""
    names = {leg.leg: leg.name for leg in graph.legs}
    for number, leg in enumerate(graph.legs, 1):
        before = [names[name] for name in leg.after]
        agency = leg.agency_name or leg.agency
        vi = [f"{number}. {leg.name.vi} – {agency}: {_standing(leg, 'vi')}"]
        en = [f"{number}. {leg.name.en} – {agency}: {_standing(leg, 'en')}"]
        if before:
            vi.append(f"sau {', '.join(f'“{one.vi}”' for one in before)}")
            en.append(f"after {', '.join(f'“{one.en}”' for one in before)}")
        vi.extend(_told(step, "vi") for step in leg.steps)
        en.extend(_told(step, "en") for step in leg.steps)
        yield Text(vi=f"{'; '.join(vi)}.", en=f"{'; '.join(en)}.")


def state_word(of: GraphLeg | GraphStep) -> Text:
    """Return the state with its lateness."""
    state = STATES[of.state]
    if not of.late:
        return state
    return Text(vi=f"{state.vi}, {LATE.vi}", en=f"{state.en}, {LATE.en}")


def day(instant: datetime) -> str:
    """Return an instant as people write it in Vietnam."""
    return f"{in_vietnam(instant):%H:%M %d/%m/%Y}"


def date_word(step: GraphStep) -> Text | None:
    """Return the date that matters of a step: of its end, or of its term."""
    if step.state is State.DONE and step.ended_at is not None:
        return Text(vi=f"xong {day(step.ended_at)}", en=f"done {day(step.ended_at)}")
    if step.state in (State.OPEN, State.CLAIMED) and step.due_at is not None:
        return Text(vi=f"hạn {day(step.due_at)}", en=f"due {day(step.due_at)}")
    return None


def _standing(leg: GraphLeg, language: str) -> str:
    word: str = getattr(state_word(leg), language)
    if leg.state in (State.OPEN, State.CLAIMED) and leg.due_at is not None:
        due = {"vi": "hạn", "en": "due"}[language]
        return f"{word.lower()}, {due} {day(leg.due_at)}"
    return word.lower()


def _told(step: GraphStep, language: str) -> str:
    name: str = getattr(step.name, language)
    words = [getattr(state_word(step), language).lower()]
    date = date_word(step)
    if date is not None:
        words.append(getattr(date, language))
    return f"{name} ({getattr(ROLES[step.role], language).lower()}): {', '.join(words)}"
