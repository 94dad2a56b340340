"""Intake: reference data, and the life of a dossier from filing to hand-over.

Owns the catalogue (procedures, agencies, calendars) and the register of dossiers; says `intake.*`;
listens to `routing.*` and `notification.*`. Areas, each using only those before it:
catalogue, registry.
"""
