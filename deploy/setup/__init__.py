"""The parts of `deploy/dev.py`: standard library only, because nothing is installed yet."""
