"""Puts intake together, area by area: the only place that knows the concrete classes."""
