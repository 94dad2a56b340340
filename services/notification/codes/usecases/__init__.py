"""Handing a code over."""
