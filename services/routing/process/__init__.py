"""Copies of what intake publishes and a case needs: processes, agencies, calendars."""
