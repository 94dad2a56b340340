"""What a text may speak of: typed variables, nothing else reaches a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from services.notification.templates.domain.agency import AgencyWords

_INSTANTS = frozenset(
    {"filed_at", "received_at", "answer_by", "due_at", "refused_at", "finished_at"}
    | {"accepted_at", "handed_over_at", "supplement_by", "stopped_at", "old_at", "new_at"}
    | {"requested_at", "withdrawn_at", "suspended_at", "lifted_at"}
    | {"reopened_at", "written_at", "corrected_at", "old_due_at", "expires_at"}
    | {"offered_at", "confirm_by", "confirmed_at"}
    | {"posted_at", "failed_at", "happened_at"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What happened to a dossier, as far as a letter tells it; nothing about a person.

    Of a draft there are `draft`, its id, and `expires_at` in place of `code` and `agency`.
    `clock` is the date a calendar moved (term, answer, supplement, confirmation) from `old_at` to
    `new_at`, by the notice `ground`; `outcome` is approved or refused, `timeliness` early, on-time
    or late, `cause` why it was taken back (error, objection), put off (`kernel.apology`) or did
    not arrive by post (returned, lost, refused, unplaced), `tracking_number` that of the parcel,
    `method` how the result was given (online, post, desk). `old_due_at` is the date promised
    before an apology or a corrected reception. A draft of the result offered at `offered_at` is
    checked until `confirm_by`; `way` is how its answer came, silence among them. `happened_at` is
    when what a letter tells of happened, where no instant of its own says so. `office` is the
    name of the agency that works on it, `old_office` that of one it took over from; `extended`
    says that an apology had named the date that is over. `count` is how many messages a digest
    joins, `lines` their subjects, which are written when it goes. Staff are told of a `step` of
    which `percent` of the time is used up: who has it (`audience` officer), who may take it
    (unit), who heads the agency (head). `place` is where the public API has what it is about,
    where that is neither dossier nor draft.

    `challenge` is what the code that proves an address is made of, which no text shows; `otp`,
    the code, is made when the letter goes and never kept.

    `officer` is the account of who did it, `in_charge` that of who answers for it where nobody of
    an office acted; no text shows either. `handled_by` and `responsible`, their name, post and
    unit in one line, are asked for when a letter goes and never kept.
    """

    procedure: str
    code: str | None = None
    agency: AgencyWords | None = None
    draft: str | None = None
    expires_at: datetime | None = None
    filed_at: datetime | None = None
    received_at: datetime | None = None
    answer_by: datetime | None = None
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    due_provisional: bool = False
    refused_at: datetime | None = None
    finished_at: datetime | None = None
    reopened_at: datetime | None = None
    cause: str | None = None
    offered_at: datetime | None = None
    confirm_by: datetime | None = None
    confirmed_at: datetime | None = None
    way: str | None = None
    written_at: datetime | None = None
    posted_at: datetime | None = None
    failed_at: datetime | None = None
    tracking_number: str | None = None
    handed_over_at: datetime | None = None
    outcome: str | None = None
    timeliness: str | None = None
    method: str | None = None
    supplement_by: datetime | None = None
    stopped_at: datetime | None = None
    requested_at: datetime | None = None
    withdrawn_at: datetime | None = None
    suspended_at: datetime | None = None
    lifted_at: datetime | None = None
    clock: str | None = None
    old_at: datetime | None = None
    new_at: datetime | None = None
    corrected_at: datetime | None = None
    old_due_at: datetime | None = None
    provisional: bool = False
    ground: str | None = None
    happened_at: datetime | None = None
    office: str | None = None
    old_office: str | None = None
    extended: bool = False
    count: int | None = None
    lines: tuple[str, ...] | None = None
    step: str | None = None
    percent: int | None = None
    audience: str | None = None
    place: str | None = None
    challenge: str | None = None
    otp: str | None = None
    officer: str | None = None
    in_charge: str | None = None
    handled_by: str | None = None
    responsible: str | None = None

    @property
    def path(self) -> str:
        """Return where the public API has what the letter is about."""
        if self.place is not None:
            return self.place
        return f"drafts/{self.draft}" if self.code is None else f"dossiers/{self.code}"

    @property
    def followed(self) -> bool:
        """Tell whether a citizen's dossier is what the letter is about, and nothing inside it."""
        return self.code is not None and self.place is None

    def handled(self, names: Mapping[str, str]) -> Facts:
        """Return the facts with the officers' names, of `names` by account; none where unknown.

        A letter names one: who acted, and only without one who is in charge.
        """
        acted = names.get(self.officer or "")
        in_charge = None if acted else names.get(self.in_charge or "")
        return replace(self, handled_by=acted, responsible=in_charge)

    def to_document(self) -> dict[str, object]:
        """Return the facts that are set as JSON values, as a message keeps them: no names."""
        values = {name: getattr(self, name) for name in _NAMES}
        values["agency"] = asdict(self.agency) if self.agency else None
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in values.items()
            if value is not None
        }


# A letter lies in a queue and an inbox for years: neither whom it names nor a code is in it.
_NAMED = frozenset({"handled_by", "responsible", "otp"})
_NAMES = tuple(field.name for field in fields(Facts) if field.name not in _NAMED)
_READ = frozenset({*_NAMES, "otp"})
"""What may stand in the facts of a message: a code only once it goes, in memory."""

SHORT_VARIABLES = frozenset(
    {"code", "clock", "due_provisional", "answer_by", "due_at", "old_due_at", "supplement_by"}
    | {"new_at", "confirm_by", "expires_at", "count"}
)
"""What a text message may speak of: it shows on a locked screen, and is no letter."""


def officers_of(document: Mapping[str, object]) -> frozenset[str]:
    """Return the accounts that a message kept: who acted or is in charge, in a digest of each."""
    joined = document.get("joined")
    parts = [one["facts"] for one in joined] if isinstance(joined, list) else []
    told = [one.get(name) for one in (document, *parts) for name in ("officer", "in_charge")]
    return frozenset(account for account in told if isinstance(account, str))


def facts_from_document(document: Mapping[str, object]) -> Facts:
    """Return the facts a message kept; what an older version kept and we dropped is passed over.

    Raises `KeyError`, `TypeError` or `ValueError` when the document holds no facts.
    """
    values = {name: _value(name, value) for name, value in document.items() if name in _READ}
    return Facts(**values)  # type: ignore[arg-type]


def _value(name: str, value: object) -> object:
    if name in _INSTANTS:
        return datetime.fromisoformat(str(value))
    if name == "agency":
        if not isinstance(value, Mapping):
            raise TypeError("an agency is an object")
        return AgencyWords(**value)
    return value
