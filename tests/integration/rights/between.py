"""What stands between two agencies, entered by hand: a slip, a proposal; and an amendment."""

from __future__ import annotations

ENTER_SLIP = """
    INSERT INTO handover_slip (id, number, case_id, from_leg, from_agency, to_leg,
        to_agency, returned, papers, given_at, status, version)
    SELECT CAST(:id AS uuid), 'x/BG-1', id, 'a', :giver, 'b', :taker, false, '[]', now(),
        'given', 1
    FROM "case" WHERE dossier = :dossier
"""
"""A slip that the giver's agency wrote and the taker's has not confirmed."""

ENTER_PROPOSAL = """
    INSERT INTO proposal (id, case_id, step_id, kind, leg, step, agency,
        receiving_agency, confidential, proposed_by, proposed_at, lacks, status, version)
    SELECT CAST(:id AS uuid), "case".id, step.id, 'supplement', 'a', 'b', :giver,
        :taker, false, 'x', now(), '[]', 'open', 1
    FROM "case" JOIN step ON step.case_id = "case".id WHERE dossier = :dossier LIMIT 1
"""
"""A supplement that the giver's agency proposes to the desk of the taker's."""

ENTER_AMENDMENT = """
    INSERT INTO amendment (id, procedure, version, part, what, why, agency, by, at, state,
        revision)
    VALUES (CAST(:id AS uuid), '1.001193', 1, 'papers', 'x', 'y', :agency, 'x', now(),
        'questioned', 1)
"""
"""A change of a procedure that an agency's desk proposed, and was asked about."""
