# Two commands for a fresh machine: make demo, make test. Everything else is for those who build.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help setup demo test check lint types contracts format benchmark simulations docs lock reference clean

help:
	@echo "make demo    set up, run the embedded study, print where the reports are"
	@echo "make test    set up, run the tests"
	@echo "make check   lint, types and import contracts"
	@echo "make benchmark, make simulations, make docs, make lock, make reference (needs R), make clean"

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@echo "[1/3] virtual environment in $(VENV)"
	@$(PYTHON) -c "import sys; sys.exit('barometre needs Python 3.11 or later; set PYTHON=python3.11' if sys.version_info < (3, 11) else 0)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "[2/3] packages from requirements.lock (a few minutes the first time)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	@echo "[3/3] barometre itself"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: setup
	@$(BIN)/barometre demo

test: setup
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: lint types contracts

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: setup
	$(BIN)/python -m benchmarks

reference:
	Rscript tests/reference/make_all.R

simulations: setup
	$(BIN)/python tests/simulation/coverage_of_intervals.py

docs: setup
	$(BIN)/python -m barometre.reference docs/reference

lock:
	uv pip compile --universal --generate-hashes --no-header --group dev --extra dask --python-version 3.11 pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .import_linter_cache build dist demo
