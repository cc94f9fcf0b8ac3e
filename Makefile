# Two commands are all: make run, make test. Both make their own virtual environment.
PYTHON ?= python3
PORT ?= 8000
DEMO ?= yes
BIN := .venv/bin

.PHONY: run test test-quick check bench demo lock messages shots clean

run: .venv/run
	@$(BIN)/janya serve $(if $(DEMO),--demo) --port $(PORT)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Janya needs Python 3.11 or newer: apt install python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing: apt install python3-venv"; exit 1; }

.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked dependencies (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	@echo "Installing the locked development tools (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
