# Everything a newcomer types. The virtual environment in .venv is made on first use from requirements.lock.
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
export PYTHONUTF8 := 1

.PHONY: build test validate format readme page release benchmark lock clean

build: .venv/ready
	$(BIN)/python scripts/build.py

validate: .venv/ready
	$(BIN)/python scripts/validate.py

format: .venv/ready
	$(BIN)/python scripts/format.py

readme: .venv/ready
	$(BIN)/python scripts/readme.py

test: .venv/ready
	$(BIN)/ruff check scripts tests
	$(BIN)/ruff format --check scripts tests
	$(BIN)/python -m pytest

page: .venv/ready
	$(BIN)/python scripts/page.py

release: .venv/ready
	$(BIN)/python scripts/release.py $(if $(PREVIOUS),--previous $(PREVIOUS))

benchmark: .venv/ready
	$(BIN)/python scripts/benchmark.py

# Needs uv, which is not in the lock. It keeps the versions that are there already wherever they fit.
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --all-extras --python-version 3.11 --no-header -q pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .build .build.* dist .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@
