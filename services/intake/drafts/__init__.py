"""Filings somebody has begun and not sent: kept, resumed, expiring with notice."""
