"""How the suite is set up, started, packed and watched."""
