"""Texts as Jinja2 files beside the code: `texts/<template>/<version>/<language>.jinja`.

A text fills the blocks `subject`, `lead`, `facts` and `next`; the layout of its own version puts
them into a subject line, plain text or HTML, so that the three never say different things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from chassis.clock import machine_clock
from kernel.clock import Clock
from kernel.schedule import in_vietnam
from kernel.text import Text
from services.notification.templates.domain.approval import Release, version_on
from services.notification.templates.domain.courtesy import NO_WISH, Kind, Wish
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.moment import day_in_words, moment_in_words
from services.notification.templates.domain.template import Rendered, Template
from services.notification.templates.store.approvals import FOLDER, LAYOUT, releases_of
from services.notification.templates.store.kinds import read_kinds

# People are shown a name, never the account it belongs to; a code, never what it is made of.
_HIDDEN = frozenset({"officer", "in_charge", "challenge"})
_SHOWN = tuple(field.name for field in fields(Facts) if field.name not in _HIDDEN)
_HTML_ROW = Markup(
    '<tr><th scope="row" style="padding:6px 16px 6px 0;text-align:left;vertical-align:top;'
    'font-weight:normal;color:#4a4a4a">%s</th>'
    '<td style="padding:6px 0;vertical-align:top;font-weight:bold">%s</td></tr>\n'
)
_HTML_PARAGRAPH = Markup('<p style="margin:0 0 16px">%s</p>')
_HTML_ANCHOR = Markup('<a href="%s" style="color:#0b5394;word-break:break-all">%s</a>')


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How one of the three forms of a message is written."""

    name: str
    html: bool
    row: Callable[[str, object], str]
    anchor: Callable[[str], str]


class FileTexts:
    """The port `Texts`; `base_url` is where people reach the public API, for links.

    `clock` says which day it is: of a text the version in force is sent, and none before it was
    approved.
    """

    def __init__(
        self, base_url: str, folder: Path = FOLDER, *, clock: Clock = machine_clock
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._folder = folder
        self._clock = clock
        self._environments = {html: _environment(folder, html=html) for html in (False, True)}
        self._releases: dict[str, Sequence[Release]] = {}
        self._kinds = read_kinds()

    def newest_version(self, template: Template) -> int:
        """Return the number of the texts of a template in force today.

        Texts and approvals are read once: they change with a release. Raises `TextFaultyError`
        where none is approved and in force.
        """
        today = in_vietnam(self._clock()).date()
        version = version_on(self._releases_of(template), today)
        if version is None:
            vi, en = f"Mẫu {template} chưa được duyệt.", f"{template}: no approved version"
            raise TextFaultyError(Text(vi=vi, en=en))
        return version

    def require_approved(self) -> None:
        """Raise `TextFaultyError` that names every text of which no version was ever approved."""
        missing = [
            name
            for name in (LAYOUT, *Template)
            if not any(one.approved for one in self._releases_of(name))
        ]
        if missing:
            names = ", ".join(missing)
            vi, en = f"Mẫu chưa được duyệt: {names}.", f"no approved version: {names}"
            raise TextFaultyError(Text(vi=vi, en=en))

    def _releases_of(self, name: str) -> Sequence[Release]:
        if name not in self._releases:
            self._releases[name] = releases_of(self._folder, name)
        return self._releases[name]

    def kind_of(self, template: Template) -> Kind:
        """Return what of a template may be stopped."""
        return self._kinds[template]

    def subject(self, template: Template, version: int, language: str, facts: Facts) -> str:
        """Fill in the subject alone; raises `TextFaultyError`."""
        given = self._given(language, facts, Greeting(), NO_WISH)
        (subject,) = self._filled(template, version, language, given, _FORMS[:1])
        return _one_line(subject)

    def render(
        self,
        template: Template,
        version: int,
        language: str,
        facts: Facts,
        greeting: Greeting,
        *,
        wish: Wish = NO_WISH,
    ) -> Rendered:
        """Fill in a text; raises `TextFaultyError`."""
        given = self._given(language, facts, greeting, wish)
        subject, plain, html = self._filled(template, version, language, given, _FORMS)
        return Rendered(
            template=template,
            version=version,
            language=language,
            subject=_one_line(subject),
            text=re.sub(r"\n{3,}", "\n\n", plain).strip() + "\n",
            html=html,
        )

    def _given(
        self, language: str, facts: Facts, greeting: Greeting, wish: Wish
    ) -> Mapping[str, object]:
        given = {name: getattr(facts, name) for name in _SHOWN}
        given |= {"language": language, "greeting": greeting.in_words(language)}
        given |= {"stopped": wish.stopped, "stop_url": wish.stop_url}
        return given | {"link": self._link(facts)}

    def _filled(
        self,
        template: Template,
        version: int,
        language: str,
        given: Mapping[str, object],
        forms: Sequence[_Form],
    ) -> Sequence[str]:
        path = f"{template}/{version}/{language}.jinja"
        try:
            return [self._fill(form, path, given) for form in forms]
        except TemplateError as error:
            detail = Text(vi=f"Mẫu {path} có lỗi.", en=f"{path}: {error}")
            raise TextFaultyError(detail) from error

    def _fill(self, form: _Form, path: str, given: Mapping[str, object]) -> str:
        template = self._environments[form.html].get_template(path)
        return template.render(given, form=form.name, row=form.row, anchor=form.anchor)

    def _link(self, facts: Facts) -> Callable[..., str]:
        def link(path: str = "") -> str:
            if facts.followed and not path:
                # A page that anybody can open; the code is no secret, and opens nothing alone.
                return f"{self._base_url}/tra-cuu#{facts.code}"
            return f"{self._base_url}/api/v1/{facts.path}{path}"

        return link


def _environment(folder: Path, *, html: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=html,
        undefined=StrictUndefined,
        # Texts are part of a release: no look at the file before each letter.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = _moment
    environment.filters["day"] = _day
    environment.filters["paragraphs"] = _html_paragraphs if html else _paragraphs
    return environment


@pass_context
def _moment(context: Context, instant: datetime | None) -> str:
    return "" if instant is None else moment_in_words(instant, str(context["language"]))


@pass_context
def _day(context: Context, instant: datetime | None) -> str:
    return "" if instant is None else day_in_words(instant, str(context["language"]))


def _one_line(words: str) -> str:
    """Return words on one line; what was escaped stays marked as such."""
    return type(words)(" ".join(words.split()))


def _paragraphs(words: str) -> str:
    """Return plain paragraphs, each on one line; blank lines part them."""
    return "\n\n".join(_one_line(part) for part in re.split(r"\n\s*\n", words) if part.strip())


def _html_paragraphs(words: Markup) -> Markup:
    parts = _paragraphs(words).split("\n\n")
    # The words were escaped when the block was rendered.
    return Markup("\n").join(_HTML_PARAGRAPH % Markup(part) for part in parts)  # noqa: S704


def _plain_row(label: str, value: object) -> str:
    return f"  {label}: {value}\n" if value else ""


def _html_row(label: str, value: object) -> Markup:
    return _HTML_ROW % (label, value) if value else Markup()


def _html_anchor(url: str) -> Markup:
    return _HTML_ANCHOR % (url, url)


_FORMS = (
    _Form(name="subject", html=False, row=_plain_row, anchor=str),
    _Form(name="text", html=False, row=_plain_row, anchor=str),
    _Form(name="html", html=True, row=_html_row, anchor=_html_anchor),
)
