"""What people read in the drawing of a process: lanes, questions of choices, notes of steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kernel.condition import AllOf, AnyOf, Comparison, Condition, Not, Operator, Scalar
from kernel.process import StepAction, StepRole
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.agency_rule import AgencyRule, RuleKind
from services.intake.catalogue.domain.case_variant import Choice
from services.intake.catalogue.domain.form import walk_fields
from services.intake.catalogue.domain.judging import ANSWER, CASE, CHANNEL, FORM
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.process import Step

_KINDS: Mapping[str, Text] = {
    "commune": Text(vi="Ủy ban nhân dân cấp xã", en="Commune People's Committee"),
    "commune-police": Text(vi="Công an cấp xã", en="Commune police"),
    "provincial-police": Text(vi="Công an tỉnh", en="Provincial police"),
    "provincial-centre": Text(
        vi="Trung tâm Phục vụ hành chính công", en="Public administration centre"
    ),
    "land-registry": Text(vi="Văn phòng đăng ký đất đai", en="Land registry"),
    "tax-office": Text(vi="Cơ quan thuế", en="Tax office"),
    "social-insurance": Text(vi="Cơ quan bảo hiểm xã hội", en="Social insurance"),
    "treasury": Text(vi="Kho bạc Nhà nước", en="State treasury"),
    "department-of-justice": Text(vi="Sở Tư pháp", en="Department of Justice"),
    "department-of-culture": Text(
        vi="Sở Văn hóa, Thể thao và Du lịch", en="Department of Culture, Sports and Tourism"
    ),
    "department-of-finance": Text(vi="Sở Tài chính", en="Department of Finance"),
    "department-of-home-affairs": Text(vi="Sở Nội vụ", en="Department of Home Affairs"),
    "department-of-agriculture-and-environment": Text(
        vi="Sở Nông nghiệp và Môi trường", en="Department of Agriculture and Environment"
    ),
}
_RECEIVING = Text(vi="Cơ quan tiếp nhận", en="Receiving agency")
_COMPETENT = Text(vi="Cơ quan có thẩm quyền", en="Competent agency")
_CASE = Text(vi="Trường hợp", en="Case")
_CHANNEL = Text(vi="Hình thức nộp", en="Channel")
_ROLES: Mapping[StepRole, Text] = {
    StepRole.DESK: Text(vi="Bộ phận một cửa", en="One-stop desk"),
    StepRole.OFFICER: Text(vi="Cán bộ chuyên môn", en="Officer"),
    StepRole.APPROVER: Text(vi="Người phê duyệt", en="Approver"),
}
_ACTIONS: Mapping[StepAction, Text] = {
    StepAction.RETURN: Text(vi="có thể trả lại bước trước", en="may go back to the step before"),
    StepAction.REQUEST_PAYMENT: Text(
        vi="có thể yêu cầu nộp nghĩa vụ tài chính", en="may ask for a payment first"
    ),
}
_SIGNS: Mapping[Operator, str] = {
    Operator.EQ: "=",
    Operator.NE: "≠",
    Operator.LT: "<",
    Operator.LE: "≤",
    Operator.GT: ">",
    Operator.GE: "≥",
    Operator.IN: "∈",
}
_BOTH: Mapping[bool, Text] = {
    True: Text(vi="có", en="yes"),
    False: Text(vi="không", en="no"),
}


@dataclass(frozen=True, slots=True)
class _Named:
    """A value that a condition reads: what it is called, and its choices."""

    label: Text
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The words of one procedure; `agencies` name a lane where only one is of its kind."""

    procedure: Procedure
    agencies: Sequence[Agency] = ()
    _values: dict[str, _Named] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find what conditions may read, by its path."""
        fields = walk_fields(self.procedure.form.fields)
        values = {f"{FORM}{at[1:]}": _Named(item.label, item.choices) for at, item in fields}
        steps = (step for leg in self.procedure.process.legs for step in leg.steps)
        asked = (ask for step in steps for ask in step.asks)
        values |= {f"{ANSWER}{ask.id}": _Named(ask.label, ask.choices) for ask in asked}
        cases = (Choice(value=case.id, label=case.name) for case in self.procedure.cases)
        values |= {CASE: _Named(_CASE, tuple(cases)), CHANNEL: _Named(_CHANNEL)}
        object.__setattr__(self, "_values", values)

    def lane(self, rule: AgencyRule) -> Text:
        """Return who does what stands in the lane of this rule."""
        match rule.by:
            case RuleKind.RECEIVING:
                return _RECEIVING
            case RuleKind.COMPETENT:
                named = self.procedure.competent
                return _COMPETENT if named.by is RuleKind.COMPETENT else self.lane(named)
            case RuleKind.FIXED:
                return self._agency(rule.value or "", lambda agency: agency.code)
            case RuleKind.KIND:
                return self._agency(rule.value or "", lambda agency: agency.kind)

    def question(self, when: Condition) -> Text:
        """Return a condition as people read it."""
        return Text(vi=self._told(when, "vi"), en=self._told(when, "en"))

    def expression(self, when: Condition) -> str:
        """Return a condition as text in the terms of `kernel.condition`."""
        match when:
            case Comparison():
                return when.name
            case Not(part):
                return f"not ({self.expression(part)})"
            case AllOf(parts):
                return " and ".join(f"({self.expression(part)})" for part in parts)
            case AnyOf(parts):
                return " or ".join(f"({self.expression(part)})" for part in parts)

    def note(self, step: Step) -> Text:
        """Return who does a step, in which time, and what else may come of it."""
        role, hours = _ROLES[step.role], f"{step.working_minutes / 60:g}"
        vi = [role.vi, *([f"{hours} giờ làm việc"] if step.working_minutes else [])]
        en = [role.en, *([f"{hours} working hours"] if step.working_minutes else [])]
        told = [words for action, words in _ACTIONS.items() if action in step.actions]
        return Text(
            vi="; ".join([*vi, *(words.vi for words in told)]),
            en="; ".join([*en, *(words.en for words in told)]),
        )

    def _agency(self, value: str, read: Callable[[Agency], str]) -> Text:
        found = [agency for agency in self.agencies if read(agency) == value]
        if len(found) == 1:
            return Text(vi=found[0].name, en=found[0].name)
        return _KINDS.get(value, Text(vi=value, en=value))

    def _told(self, when: Condition, language: str) -> str:
        match when:
            case Comparison():
                return self._compared(when, language)
            case Not(part):
                no = "không phải" if language == "vi" else "not"
                return f"{no} ({self._told(part, language)})"
            case AllOf(parts) | AnyOf(parts):
                words = {"vi": ("và", "hoặc"), "en": ("and", "or")}[language]
                joined = words[0] if isinstance(when, AllOf) else words[1]
                return f" {joined} ".join(self._told(part, language) for part in parts)

    def _compared(self, part: Comparison, language: str) -> str:
        value = self._values.get(part.path, _Named(Text(vi=part.path, en=part.path)))
        label: str = getattr(value.label, language)
        if part.operator is Operator.EQ and part.constants == (True,):
            return label
        constants = ", ".join(_worded(value, one, language) for one in part.constants)
        return f"{label.rstrip('?')} {_SIGNS[part.operator]} {constants}"


def _worded(value: _Named, constant: Scalar, language: str) -> str:
    if isinstance(constant, bool):
        found = _BOTH[constant]
    else:
        labels = {choice.value: choice.label for choice in value.choices}
        found = labels.get(str(constant), Text(vi=str(constant), en=str(constant)))
    worded: str = getattr(found, language)
    return worded
