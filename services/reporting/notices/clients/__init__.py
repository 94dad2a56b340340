"""Notification, which counts notices."""
