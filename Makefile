# Two commands: `make demo` shows the whole copy flow on a sample wire, `make test` runs every check and test.
# Both make the environment in .venv first. Set PYTHON to choose the interpreter (3.11 or newer). Tests that measure time,
# or use all cores themselves, run alone; the others as many at once as there are CORES.

PYTHON ?= python3
BIN := .venv/bin
CORES ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: demo test check format docs benchmarks clean

demo: .venv/core
	$(BIN)/newswright run --sample demo-newsroom

test: .venv/dev check
	$(BIN)/newswright models fetch >/dev/null || echo "The embedded model could not be fetched: tests that need it are skipped."
	$(BIN)/pytest -m alone
	$(BIN)/pytest -m "not alone" --numprocesses $(CORES) --dist worksteal

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/dev
	$(BIN)/python docs/generate.py

clean:
	rm -rf .venv demo-newsroom build dist

.venv/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

# The two stamps are remade when the dependencies change.
.venv/core: .venv/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/dev: .venv/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ .venv/core
