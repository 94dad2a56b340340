"""What a report of a mail server and a text of a citizen say."""
