"""One bad definition for each rule of a process, with what a clerk is told; routing agrees."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from chassis.messages import bilingual
from services.intake.catalogue.api.process_fields import ProcessSchema
from services.intake.catalogue.domain.process import ProcessDefinition
from services.intake.catalogue.domain.process_check import check_process
from services.routing.process.domain.errors import ProcessFaultyError
from services.routing.process.domain.graph import require_sound
from services.routing.process.domain.process_document import process_from_document
from tests.unit.routing.samples import leg, step

SIGN = step("sign", "approver", ("approve", "refuse"), 4)
SYSTEM = step("ask") | {"kind": "connector", "system": "tax", "timeout_minutes": 30, "tries": 2}
ASK = [
    {
        "id": "way",
        "type": "choice",
        "label": {"vi": "Cách?", "en": "Way?"},
        "choices": [
            {"value": word, "label": {"vi": word, "en": word}} for word in ("left", "right")
        ],
    }
]
LEFT = {"value": "answer/way", "eq": "left"}
NEVER = {"all": [LEFT, {"value": "answer/way", "eq": "right"}]}
FLAGS = [
    {"id": f"flag-{number}", "type": "boolean", "label": {"vi": "Có?", "en": "So?"}}
    for number in range(13)
]
ANY_FLAG = {"any": [{"value": f"answer/{flag['id']}", "eq": True} for flag in FLAGS]}
"""Thirteen questions of yes or no fall out in 8,192 ways."""
OPINION = {
    "kind": "consultation",
    "content": {"vi": "Xin ý kiến", "en": "An opinion, please"},
    "silence": "consent",
}
PAYMENT = {name: value for name, value in step("pay").items() if name != "working_hours"} | {
    "kind": "payment"
}
TWENTY_DAYS: dict[tuple[str, str | None], int] = {("online", None): 20 * 480}


def signed(*steps: dict[str, Any], hours: float = 16) -> dict[str, Any]:
    return leg("a", [*steps, SIGN], hours=hours)


def faults(*legs: dict[str, Any]) -> list[str]:
    """Return what intake says of a process, in Vietnamese."""
    document = {"legs": list(legs)}
    ProcessSchema().load(document)
    process = ProcessDefinition.from_document(document)
    return [item.text.vi for item in check_process(process, totals=TWENTY_DAYS)]


def routing_runs(*legs: dict[str, Any]) -> bool:
    """Tell whether routing would take the process."""
    try:
        require_sound(process_from_document({"legs": list(legs)}))
    except ProcessFaultyError:
        return False
    return True


GRAPHS = {
    "no leg": ([], "Quy trình chưa có công đoạn nào."),
    "a leg without steps": ([leg("a", [])], "Công đoạn chưa có bước nào."),
    "a leg twice": ([signed(), signed()], "Mã “a” bị lặp lại."),
    "a step twice": ([leg("a", [SIGN, SIGN])], "Mã “sign” bị lặp lại."),
    "an unknown leg before": (
        [leg("a", [SIGN], after=["b"])],
        "Công đoạn “b” không tồn tại.",
    ),
    "a cycle": (
        [leg("a", [SIGN], after=["b"]), leg("b", [SIGN], after=["a"])],
        "Công đoạn “a” không bao giờ bắt đầu",
    ),
    "a dead end": (
        [signed(step("stuck", actions=("refuse",)))],
        "Bước này là ngõ cụt: không có thao tác chuyển tiếp.",
    ),
    "an answer nobody asks for": (
        [signed(step("read") | {"when": LEFT})],
        "Không có dữ liệu “answer/way” trong biểu mẫu, trường hợp hay câu hỏi.",
    ),
    "a question twice": (
        [signed(step("one") | {"asks": ASK}, step("two") | {"asks": ASK})],
        "Mã “way” bị lặp lại.",
    ),
}
RULES = {
    "longer than the law": (
        [leg("a", [SIGN], hours=96), leg("b", [SIGN], after=["a"], hours=80)],
        "Đường găng “Chặng a → Chặng b” cần 176 giờ (22 ngày), thời hạn pháp luật chỉ có 160 giờ",
    ),
    "steps longer than their leg": (
        [signed(step("long", hours=20))],
        "Tổng các bước (24 giờ) vượt thời hạn của công đoạn (16 giờ).",
    ),
    "a choice with no way out": (
        [leg("a", [step("ask") | {"asks": ASK}, SIGN | {"when": LEFT}])],
        "Ngõ cụt: không có bước phê duyệt khi answer/way = right.",
    ),
    "systems and payments alone": (
        [leg("a", [SYSTEM, PAYMENT])],
        "Ngõ cụt: không có bước phê duyệt khi mọi trường hợp.",
    ),
    "a consulted agency alone approves": (
        [leg("a", [SYSTEM]), leg("b", [SIGN], after=["a"]) | OPINION],
        "Ngõ cụt: chỉ cơ quan được lấy ý kiến phê duyệt khi mọi trường hợp",
    ),
    "a step nobody reaches": (
        [signed(step("ask") | {"asks": ASK}, step("lost") | {"when": NEVER})],
        "Bước “lost” của “a” không bao giờ được chọn.",
    ),
    "somebody signs who may not": (
        [leg("a", [step("sign", "officer", ("approve",))])],
        "Chỉ người phê duyệt mới được ký duyệt.",
    ),
    "a return to nowhere": (
        [signed(step("first", actions=("complete", "return")))],
        "Bước đầu tiên không có bước nào để trả lại.",
    ),
    "a paper nobody gave": (
        [signed() | {"takes": ["slip"]}],
        "Giấy tờ “slip” chưa có công đoạn nào trước đó cấp.",
    ),
    "a system without a name": (
        [signed(step("ask") | {"kind": "connector"})],
        "Bước do hệ thống chuyên ngành làm phải có system, timeout_minutes, tries.",
    ),
    "a system asked by an officer's step": (
        [signed(step("ask") | {"system": "tax"})],
        "Chỉ bước do hệ thống chuyên ngành làm mới có system, timeout_minutes, tries.",
    ),
    "an officer's step that tells the form": (
        [signed(step("ask") | {"sends": ["form/price"]})],
        "Chỉ bước do hệ thống chuyên ngành làm mới cung cấp thông tin (sends).",
    ),
    "a system told of a field there is not": (
        [signed(SYSTEM | {"sends": ["form/nowhere"]})],
        "Biểu mẫu không có trường “form/nowhere”.",
    ),
    "a system that signs": (
        [signed(SYSTEM | {"role": "approver", "actions": ["approve"]})],
        "Hệ thống chuyên ngành không ký duyệt thay người có thẩm quyền.",
    ),
    "more ways than anybody can look through": (
        [
            signed(
                step("ask", hours=1) | {"asks": FLAGS[:7]},
                step("more", hours=1) | {"asks": FLAGS[7:]},
                step("read", hours=1) | {"when": ANY_FLAG},
            )
        ],
        "Các điều kiện có hơn 5000 tổ hợp, không kiểm tra hết được.",
    ),
    "money while an opinion is asked for": (
        [signed(), leg("b", [step("opine"), PAYMENT], after=["a"]) | OPINION],
        "Khi lấy ý kiến không thu tiền của người nộp hồ sơ.",
    ),
    "an opinion that sends the dossier back": (
        [
            signed(),
            leg("b", [step("opine", actions=("complete", "return"))], after=["a"]) | OPINION,
        ],
        "Cơ quan được lấy ý kiến trả lời chứ không trả lại hồ sơ.",
    ),
    "a consultation without a question": (
        [signed(), leg("b", [step("opine")], after=["a"]) | {"kind": "consultation"}],
        "Công đoạn lấy ý kiến, và chỉ nó, phải có content và silence",
    ),
    "a comparison of the wrong type": (
        [signed(step("ask") | {"asks": ASK}, step("read") | {"when": LEFT | {"eq": 3}})],
        "“answer/way eq [3]”: phép so sánh không hợp với kiểu dữ liệu “choice”.",
    ),
    "a comparison with a choice there is not": (
        [signed(step("ask") | {"asks": ASK}, step("read") | {"when": LEFT | {"eq": "up"}})],
        "phép so sánh không hợp với kiểu dữ liệu “choice”.",
    ),
    "an order among words": (
        [
            signed(
                step("ask") | {"asks": ASK},
                step("read") | {"when": {"value": "answer/way", "ge": "left"}},
            )
        ],
        "phép so sánh không hợp với kiểu dữ liệu “choice”.",
    ),
    "choices of a question of yes or no": (
        [signed(step("ask") | {"asks": [ASK[0] | {"type": "boolean"}]})],
        "Câu hỏi “way”: chỉ kiểu choice có, và phải có, danh sách chọn.",
    ),
    "a choice without choices": (
        [signed(step("ask") | {"asks": [{**FLAGS[0], "type": "choice"}]})],
        "Câu hỏi “flag-0”: chỉ kiểu choice có, và phải có, danh sách chọn.",
    ),
    "a payment that asks the officer": (
        [signed(), leg("b", [step("work"), PAYMENT | {"asks": ASK}], after=["a"])],
        "Bước chờ nộp tiền không hỏi cán bộ.",
    ),
    "a payment that somebody refuses": (
        [
            signed(),
            leg("b", [step("work"), PAYMENT | {"actions": ["complete", "refuse"]}], after=["a"]),
        ],
        "Bước chờ nộp tiền chỉ kết thúc bằng biên lai",
    ),
    "a system waited for too long": (
        [signed(SYSTEM | {"timeout_minutes": 120})],
        "Chờ hệ thống trả lời đến 360 phút, bước này chỉ có 240 phút",
    ),
}


@pytest.mark.parametrize(("legs", "words"), GRAPHS.values(), ids=GRAPHS)
def test_a_graph_no_case_could_run_is_refused_by_both_services(
    legs: list[dict[str, Any]], words: str
) -> None:
    """Intake says why before it is published; routing parks what comes all the same."""
    told = faults(*legs)

    assert any(words in text for text in told), told
    assert not routing_runs(*legs)


@pytest.mark.parametrize(("legs", "words"), RULES.values(), ids=RULES)
def test_a_process_against_a_rule_is_not_published(legs: list[dict[str, Any]], words: str) -> None:
    """The publisher's own checks, each in words for a clerk."""
    told = faults(*legs)

    assert any(words in text for text in told), told


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        ([leg("a", [SIGN | {"role": "minister"}])], "desk"),
        ([leg("a", [SIGN]) | {"agency": {"nearest": "commune"}}], "receiving"),
        ([leg("a", [SIGN]) | {"agency": "anybody"}], "receiving"),
    ],
    ids=["an unknown role", "an unknown rule for agencies", "an unknown agency word"],
)
def test_a_word_that_is_none_of_ours_is_refused_with_those_that_are(
    legs: list[dict[str, Any]], words: str
) -> None:
    """Roles and rules for agencies are known words; the message names them."""
    with pytest.raises(ValidationError) as refused:
        ProcessSchema().load({"legs": legs})

    assert words in " ".join(texts(refused.value.messages))


def texts(messages: object) -> list[str]:
    """Return every message below, in Vietnamese."""
    if isinstance(messages, dict):
        return [text for inner in messages.values() for text in texts(inner)]
    if isinstance(messages, list):
        return [bilingual(message).vi for message in messages]
    return []


def test_a_process_of_every_kind_of_step_is_sound() -> None:
    """A system, a choice, a payment and papers together pass both services."""
    legs = [
        signed(SYSTEM) | {"gives": {"id": "slip", "name": {"vi": "Phiếu", "en": "Slip"}}},
        {
            key: value
            for key, value in leg("pay", [PAYMENT], after=["a"]).items()
            if key != "working_hours"
        },
        leg("b", [step("ask") | {"asks": ASK}, SIGN], after=["pay"]) | {"takes": ["slip"]},
    ]

    assert faults(*legs) == []
    assert routing_runs(*legs)


PAYMENT = {
    key: value
    for key, value in (step("receipt") | {"kind": "payment"}).items()
    if key != "working_hours"
}
