"""Queueing calls, and what came of one."""
