"""An addressee and what is known of how to reach them."""
