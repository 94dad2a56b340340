"""Figures of notices and messages, and when a day is over."""
