"""Agencies end and others take over: who from whom, and what of theirs moves."""
