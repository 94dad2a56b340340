"""The report of notices: by which ways applicants were told, and what that cost."""
