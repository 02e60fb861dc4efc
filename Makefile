# Needs a Python of 3.11 or newer and a package index, nothing else: no root, no git, no database.
# Another Python: make demo PYTHON=/path/to/python3. More for pytest: make test ARGS="-k odds".

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
ARGS ?=

PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
PROJECTS := pyproject.toml $(PLUGINS:%=%/pyproject.toml)
INSTALL := .venv/bin/python -m pip -qq --disable-pip-version-check install

.DEFAULT_GOAL := help
.PHONY: help demo test slow postgres15 lint type wheel check clean

help: ## show this list
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 12

demo: .venv/installed ## a whole bundled day through the real pipeline
	@.venv/bin/mlbcore demo

test: .venv/installed-test ## the everyday tests
	.venv/bin/pytest -n 2 $(ARGS)

slow: .venv/installed-test ## the slow tests
	.venv/bin/pytest -m slow $(ARGS)

postgres15: .venv/installed-test ## the tests that need a server, slow ones too, on PostgreSQL 15
	.ci/postgres15 $(ARGS)

lint type wheel: .venv/installed-dev
	.venv/bin/tox -q run -e $@
lint: ## ruff, its formatter and the layers
type: ## mypy
wheel: ## the everyday tests against built and installed wheels

check: test lint type ## what a change must pass

clean: ## remove what make and tox made
	rm -rf .venv .tox dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# Core and plugins in one command: a plugin alone would ask the index for "mlbcore". The stamps
# say what is installed, so that the next `make demo` starts at once.
.venv/installed: $(PROJECTS)
	@test -n "$(PYTHON)" || { echo "mlbcore needs Python 3.11 or newer, with venv:" \
		"make demo PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "installing mlbcore and its plugins into .venv" >&2
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv
	@$(INSTALL) -e . $(PLUGINS:%=-e %)
	@touch $@

.venv/installed-test: .venv/installed
	@$(INSTALL) -e '.[test]'
	@touch $@

.venv/installed-dev: .venv/installed-test
	@$(INSTALL) -e '.[dev]'
	@touch $@
