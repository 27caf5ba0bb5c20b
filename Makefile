# Everything a newcomer types. The virtual environment in .venv is made on first use: what a build needs, and for the tests the rest.
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
export PYTHONUTF8 := 1

.PHONY: build test quick validate consistency links format readme page release benchmark lock clean

build: .venv/ready
	$(BIN)/python scripts/build.py

validate: .venv/ready
	$(BIN)/python scripts/validate.py

consistency: .venv/ready
	$(BIN)/python scripts/consistency.py

# Opens the network, which nothing else does.
links: .venv/ready
	$(BIN)/python scripts/links.py

format: .venv/ready
	$(BIN)/python scripts/format.py

readme: .venv/ready
	$(BIN)/python scripts/readme.py

page: .venv/ready
	$(BIN)/python scripts/page.py

release: .venv/ready
	$(BIN)/python scripts/release.py $(if $(PREVIOUS),--previous $(PREVIOUS))

test: .venv/ready-to-test
	$(BIN)/ruff check scripts tests
	$(BIN)/ruff format --check scripts tests
	$(BIN)/mypy
	$(BIN)/python -m pytest

# A slice of every room, for the inner loop.
quick: .venv/ready-to-test
	$(BIN)/ruff check scripts tests
	$(BIN)/python -m pytest -m "not slow and not browser"

benchmark: .venv/ready-to-test
	PYTHONPATH=scripts $(BIN)/python -m benchmark

# Needs uv, which is in no lock. It keeps the versions that are there already wherever they fit.
LOCK := uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header -q pyproject.toml
lock:
	$(LOCK) --all-extras -o requirements-test.lock
	$(LOCK) -c requirements-test.lock -o requirements.lock

clean:
	rm -rf .venv .build .build.* dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv
	$(PIP) -r requirements.lock
	touch $@

.venv/ready-to-test: .venv/ready requirements-test.lock
	$(PIP) -r requirements-test.lock
	touch $@
