"""The page behind a link that stops messages: it asks, and changes nothing by being looked at."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kernel.text import Text
from services.notification.people.domain.mark import Stop

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mailbox posts (RFC 8058 section 3.1), and the page's own button."""
AGAIN = ("again", "1")
"""What the button of the page posts that says it is done."""

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
)
_WHAT: Mapping[str, Text] = {
    "drafts": Text(
        vi="thư nhắc về bản nháp chưa nộp", en="reminders about drafts that were not filed"
    ),
    "satisfaction": Text(vi="câu hỏi về mức độ hài lòng", en="questions about satisfaction"),
    "alerts": Text(vi="thư cảnh báo công việc", en="alerts about your work"),
}
_OTHER = Text(vi="thư loại này", en="messages of this kind")
_ASK = Text(vi="Ngừng nhận {what}?", en="Stop {what}?")
_ASKED = Text(
    vi="Chúng tôi chỉ ngừng khi ông/bà bấm nút dưới đây.",
    en="Nothing is stopped before you press the button.",
)
_DONE = Text(vi="Đã ngừng gửi {what}", en="Stopped: {what}")
_DONE_WORDS = Text(
    vi="Địa chỉ này sẽ không nhận {what} nữa.", en="This address will get no more {what}."
)
_BACK = Text(vi="Ông/bà sẽ lại nhận {what}", en="You will get {what} again")
_BACK_WORDS = Text(vi="Địa chỉ này lại nhận {what}.", en="This address gets {what} again.")
_STOP_BUTTON = Text(vi="Ngừng nhận", en="Stop them")
_AGAIN_BUTTON = Text(vi="Nhận lại", en="Get them again")
_NOTE = Text(
    vi="Thông báo về hồ sơ mà pháp luật yêu cầu vẫn được gửi.",
    en="Notices about your dossiers that the law requires are still sent.",
)
_NOTES: Mapping[str, Text] = {
    "alerts": Text(
        vi="Cảnh báo vẫn đọc được trong hệ thống; chọn lại cách nhận thư ở đó lúc nào cũng được.",
        en="Alerts can still be read in the system, where you may choose mail again at any time.",
    ),
}
_STYLE = hashlib.sha256(_PAGES.get_template("stop.css").render().encode()).digest()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(_STYLE).decode()}';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a browser may do with the page: style it as it says itself, and press its button."""


def page_that_asks(stop: Stop) -> str:
    """Return the page that asks whether to stop."""
    return _page(stop, _ASK, _ASKED, _STOP_BUTTON, ONE_CLICK)


def page_when_stopped(stop: Stop) -> str:
    """Return the page that says so, with the way back."""
    return _page(stop, _DONE, _DONE_WORDS, _AGAIN_BUTTON, AGAIN)


def page_when_resumed(stop: Stop) -> str:
    """Return the page that says that messages go again."""
    return _page(stop, _BACK, _BACK_WORDS, _STOP_BUTTON, ONE_CLICK)


def _page(stop: Stop, title: Text, words: Text, button: Text, sent: tuple[str, str]) -> str:
    def said(text: Text) -> str:
        return text.en if stop.language == "en" else text.vi

    what = said(_WHAT.get(stop.kind, _OTHER))
    return _PAGES.get_template("stop.html").render(
        language=stop.language,
        title=said(title).format(what=what),
        words=said(words).format(what=what),
        button=said(button),
        field=sent[0],
        value=sent[1],
        note=said(_NOTES.get(stop.kind, _NOTE)),
    )
