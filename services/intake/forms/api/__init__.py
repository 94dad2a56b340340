"""The routes of forms and of the register."""
