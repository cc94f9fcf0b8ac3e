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

# ── tests ────────────────────────────────────────────────────────────────────────────────
POSTGRES := $(wildcard /usr/lib/postgresql/*/bin/initdb)
CHROMIUM := $(wildcard /usr/bin/chromium)
QUICK := $(BIN)/pytest -n 2 -m "not browser"

# The whole suite on SQLite, then on PostgreSQL, then the browser's journeys; pytest has the last word.
test: .venv/dev
	@$(if $(POSTGRES),:,$(call missing,PostgreSQL,postgresql,its half of the tests is left out))
	@$(if $(CHROMIUM),:,$(call missing,Chromium,chromium,the browser journeys are left out))
	@echo "On SQLite:" && env -u DATABASE_URL $(QUICK)
	@$(if $(POSTGRES),echo "On PostgreSQL:" && $(BIN)/python tests/postgres.py -- $(QUICK),:)
	@$(if $(CHROMIUM),echo "In Chromium:" && $(BIN)/pytest -m browser tests/journeys,:)

test-quick: .venv/dev
	@env -u DATABASE_URL $(QUICK) -x

# $(call missing,what,package,consequence): one line, and with CI=true a failure
missing = echo "$(1) is not installed (apt install $(2)): $(3)." >&2; test "$$CI" != true

# ── all that must hold before a push ─────────────────────────────────────────────────────
CHECKED := $(CURDIR)/build/check
PRODUCTION = JANYA_HTTPS=1 JANYA_HOSTS=janya.example.go.th JANYA_SECRET="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')"

check: export JANYA_HOME = $(CHECKED)
check: .venv/dev
	@rm -rf $(CHECKED) && mkdir -p $(CHECKED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/janya manage makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/janya manage check --deploy --fail-level WARNING
	$(BIN)/janya manage migrate --verbosity 0
	$(BIN)/janya load
	@$(BIN)/python .ci/audit.py requirements.lock
	@rm -rf $(CHECKED)
	@$(MAKE) --no-print-directory test

bench: .venv/run
	@$(BIN)/python -m bench $(ONLY)

# ── things made from other things ────────────────────────────────────────────────────────
UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url

lock: .venv/dev
	$(UV) --extra build pyproject.toml -o requirements.lock
	$(UV) --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# Collects what Thai words are new for janya/locale/en/LC_MESSAGES/django.po (apt install gettext), and compiles it.
messages: export JANYA_HOME = $(CHECKED)
messages: .venv/dev
	@mkdir -p $(CHECKED)
	@cd janya && ../$(BIN)/janya manage makemessages --locale en --no-obsolete --add-location file
	@cd janya && ../$(BIN)/janya manage compilemessages --locale en --verbosity 0

demo: .venv/run
	@$(BIN)/janya demo

shots: .venv/dev
	@$(BIN)/pytest -m browser tests/journeys

# Leaves var/, where the data lie.
clean:
	@rm -rf build dist shots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path "./.venv/*" -prune -exec rm -rf {} +
