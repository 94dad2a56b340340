"""Receptions that the desk got wrong are put right, and stay readable as they were."""
