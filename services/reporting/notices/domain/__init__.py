"""The figures of notices and what they must satisfy."""
