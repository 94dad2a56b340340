"""Every event class there is, by type."""

from __future__ import annotations

from contracts.events import Event, clock, course, intake, notification, result, routing, ways

EVENTS: dict[str, type[Event]] = {
    event.TYPE: event
    for event in (
        intake.AgencyPublished,
        intake.CalendarPublished,
        intake.ProcedurePublished,
        intake.DossierSubmitted,
        intake.ContactSet,
        intake.DossierAccepted,
        intake.DossierRefused,
        intake.DossierProcessing,
        intake.DossierFinished,
        intake.DossierHandedOver,
        intake.DossierSettledOnTheSpot,
        intake.DossierRated,
        clock.SupplementRequested,
        clock.SupplementOverridden,
        clock.SupplementSubmitted,
        clock.DossierSupplemented,
        clock.AnswerLate,
        clock.ApologyDue,
        clock.DossierStopped,
        clock.DossierPaused,
        clock.DossierResumed,
        clock.DossierReplanned,
        course.WithdrawalRequested,
        course.WithdrawalRefused,
        course.DossierWithdrawn,
        course.DossierSuspended,
        course.SuspensionLifted,
        course.DossierErased,
        course.WithdrawalSettled,
        result.DossierReopened,
        result.OfficerWrote,
        routing.CaseOpened,
        routing.StepStarted,
        routing.StepCompleted,
        routing.LegStarted,
        routing.LegFinished,
        ways.LegSkipped,
        routing.CaseDecided,
        routing.ObligationFound,
        routing.ObligationMet,
        ways.ConsultationLapsed,
        routing.OfficerSet,
        routing.DelegationSet,
        routing.SecondmentSet,
        notification.MessageHandedOver,
        notification.Undeliverable,
    )
}
