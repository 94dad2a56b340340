"""The look-up over HTTP."""
