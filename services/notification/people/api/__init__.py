"""No route: contacts are opened inside this service alone."""
