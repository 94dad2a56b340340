"""Who may act for whom, for which procedures, until when."""
