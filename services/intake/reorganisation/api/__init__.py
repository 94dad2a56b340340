"""Where a decided reorganisation enters, and how it is shown."""
