"""Routing: what happens to the case of a dossier between its agencies.

Owns cases with their legs and steps (tasks), and copies of published processes, agencies and
calendars. Consumes `intake.*`; emits `routing.*`. Keeps nothing about applicants.
"""
