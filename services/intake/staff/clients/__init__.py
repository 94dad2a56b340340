"""Calls to the owner of the register."""
