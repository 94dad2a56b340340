"""Drafts: what somebody has begun to fill in, kept for them until it is filed or forgotten."""
