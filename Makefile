# Short names for the commands; deploy/dev.py does the work and needs nothing but python3.
PYTHON ?= python3

.PHONY: run test check stop status clean format

run:
	$(PYTHON) deploy/dev.py run

test:
	$(PYTHON) deploy/dev.py test

stop:
	$(PYTHON) deploy/dev.py stop

status:
	$(PYTHON) deploy/dev.py status

clean:
	$(PYTHON) deploy/dev.py clean

check:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

format:
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .
