"""A procedure (thủ tục hành chính, TTHC) and its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Any, Self

from kernel.channel import Channel
from kernel.rights import Confidentiality
from kernel.rule_choice import RuleChoice, choose_rules, rule_choices_from_document
from kernel.rules import DEFAULT_RULES, RuleBook
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency, Tier
from services.intake.catalogue.domain.agency_rule import AgencyRule
from services.intake.catalogue.domain.card import Card
from services.intake.catalogue.domain.case_variant import CaseVariant, Question
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.draft_step import DraftStep
from services.intake.catalogue.domain.fee import FeeItem, FeeRule
from services.intake.catalogue.domain.form import Form
from services.intake.catalogue.domain.paper import Paper
from services.intake.catalogue.domain.process import ProcessDefinition
from services.intake.catalogue.domain.term import TermRule, term_for


@unique
class DeliveryMode(StrEnum):
    """How far the service goes online (Decree 224/2026 art. 14)."""

    FULL = "full"  # toàn trình: nothing is done in person
    PARTIAL = "partial"  # một phần: some step is; the reason is published
    INFO = "info"  # information only


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOfWork:
    """The field (lĩnh vực) a procedure belongs to; `code` as G15-HT01 is on the national list."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Everything published about a procedure; what a package in the catalogue holds.

    `receiving_kinds` are the kinds of agency that may take it in, `competent` says which one
    decides it. `on_the_spot`: received, appraised, approved and handed over at the desk.
    `result_ways` are those in which its result may be wanted.
    `confidential`: its dossiers are known to their owner and their agencies alone.
    `confirm_draft`: the owner checks a draft of the result first; None where nobody does.
    `rules` choose the book of the legal clock (`kernel.rules`); none means the default book.
    `example` is a complete body for filing, or None; people try the API with it.
    """

    code: str
    card: Card
    field: FieldOfWork
    tier: Tier
    legal_level: int
    delivery_mode: DeliveryMode
    partial_reason: Text | None = None
    proactive_level: int = 0
    on_the_spot: bool = False
    confidential: bool = False
    rules: tuple[RuleChoice, ...] = ()
    receiving_kinds: tuple[str, ...]
    competent: AgencyRule
    channels: tuple[Channel, ...]
    result_ways: tuple[DeliveryMethod, ...] = tuple(DeliveryMethod)
    questions: tuple[Question, ...] = ()
    cases: tuple[CaseVariant, ...] = ()
    papers: tuple[Paper, ...]
    terms: tuple[TermRule, ...]
    fees: tuple[FeeRule, ...] = ()
    form: Form
    process: ProcessDefinition
    process_document: Mapping[str, Any]
    confirm_draft: DraftStep | None = None
    example: Mapping[str, Any] | None = None
    unverified: tuple[str, ...] = ()
    valid_from: date
    valid_to: date | None = None

    @property
    def kept(self) -> Confidentiality:
        """Return how closely its dossiers are kept."""
        return Confidentiality.CONFIDENTIAL if self.confidential else Confidentiality.ORDINARY

    def case(self, case: str | None) -> CaseVariant | None:
        """Return the case of that id, or None when there is none."""
        return next((variant for variant in self.cases if variant.id == case), None)

    def knows_case(self, case: str | None) -> bool:
        """Tell whether a dossier may say this case: one of them, or none where none exist."""
        return self.case(case) is not None if self.cases else case is None

    def term_for(self, *, channel: Channel, case: str | None) -> TermRule | None:
        """Return the term in this channel and case; None cannot happen once published."""
        return term_for(self.terms, channel=channel, case=case)

    def rule_book(
        self, *, channel: Channel, case: str | None, place: str | None = None
    ) -> RuleBook:
        """Return the rules of the clock in this channel, case and place (an agency code)."""
        return choose_rules(self.rules, case=case, channel=channel, place=place)

    def papers_for(self, *, channel: Channel, case: str | None) -> tuple[Paper, ...]:
        """Return the papers asked in this channel and case, in the order of the card."""
        return tuple(paper for paper in self.papers if paper.asked_in(channel=channel, case=case))

    def fees_for(
        self, *, channel: Channel, case: str | None, values: Mapping[str, Any]
    ) -> tuple[FeeItem, ...]:
        """Return the lines of the fee for a form with these values; empty when free."""
        return tuple(
            rule.item(values) for rule in self.fees if rule.holds_for(channel=channel, case=case)
        )

    def received_at(self, agency: Agency) -> bool:
        """Tell whether that agency may take in dossiers of this procedure."""
        return agency.kind in self.receiving_kinds

    def in_force(self, on: date) -> bool:
        """Tell whether this content holds on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a procedure from its checked document."""
        reason, valid_to = document.get("partial_reason"), document.get("valid_to")
        draft = document.get("confirm_draft")
        return cls(
            code=document["code"],
            card=Card.from_document(document["card"]),
            field=FieldOfWork(**document["field"]),
            tier=Tier(document["tier"]),
            legal_level=document["legal_level"],
            delivery_mode=DeliveryMode(document["delivery_mode"]),
            partial_reason=Text(**reason) if reason else None,
            proactive_level=document.get("proactive_level", 0),
            on_the_spot=document.get("on_the_spot", False),
            confidential=document.get("confidential", False),
            rules=rule_choices_from_document(document.get("rules", DEFAULT_RULES.name)),
            receiving_kinds=tuple(document["receiving_kinds"]),
            competent=AgencyRule.from_document(document["competent"]),
            channels=tuple(Channel(value) for value in document["channels"]),
            result_ways=tuple(map(DeliveryMethod, document.get("result_ways", DeliveryMethod))),
            questions=tuple(map(Question.from_document, document.get("questions", ()))),
            cases=tuple(map(CaseVariant.from_document, document.get("cases", ()))),
            papers=tuple(map(Paper.from_document, document["papers"])),
            terms=tuple(map(TermRule.from_document, document["terms"])),
            fees=tuple(map(FeeRule.from_document, document.get("fees", ()))),
            form=Form.from_document(document["form"]),
            process=ProcessDefinition.from_document(document["process"]),
            process_document=document["process"],
            confirm_draft=DraftStep.from_document(draft) if draft else None,
            example=document.get("example"),
            unverified=tuple(document.get("unverified", ())),
            valid_from=date.fromisoformat(document["valid_from"]),
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVersion:
    """One published content of a procedure; a dossier stays on the `version` it was filed under.

    `digest` is the SHA-256 (hex) of the document, by which an unchanged publication is known.
    """

    version: int
    digest: str
    procedure: Procedure

    @property
    def code(self) -> str:
        """Return the procedure's code."""
        return self.procedure.code
