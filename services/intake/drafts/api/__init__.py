"""The HTTP side of drafts."""
