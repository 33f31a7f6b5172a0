# Everything from nothing: `make demo` and `make test` do all the set-up. `make` alone lists the doors.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
CLIENT := $(shell find survey/client -type f 2>/dev/null) package.json package-lock.json tsconfig.json
WORDS := $(wildcard */translations/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.PHONY: help demo test check bench long lock clean browser

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | column -t -s "$$(printf '\t')"

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Saraptama needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 ...")'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python lacks venv. On Debian: sudo apt-get install -y python3-venv make"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.client: $(STAMP) $(CLIENT) hatch_build.py
	$(BIN)/python hatch_build.py client
	@touch $@

$(VENV)/.words: $(STAMP) $(WORDS)
	$(BIN)/python hatch_build.py words
	@touch $@

READY := $(STAMP) $(VENV)/.client $(VENV)/.words

demo: $(READY)  ## the demo study at http://127.0.0.1:8000, from nothing
	@$(BIN)/saraptama demo

test: $(READY) browser  ## the whole suite, Chromium included
	$(BIN)/python -m tests.run

browser:
	@$(PYTHON) tests/chromium.py

check: $(READY)  ## ruff, mypy, import-linter, djlint, tsc, codespell
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint survey/templates --lint --quiet
	$(BIN)/python hatch_build.py types
	$(BIN)/codespell

long: $(READY) browser  ## the long crash, linking and fuzz runs
	$(BIN)/python -m pytest -m long -q

bench: $(READY)  ## figures against peers and floors, one JSON line each (needs ../shared/bench)
	$(BIN)/python -m tests.benchmarks.run

lock:  ## compile requirements.lock anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --quiet -o requirements.lock

clean:  ## remove all that was built (never the data in var/)
	rm -rf $(VENV) node_modules survey/static dist build
	find . -name '*.mo' -not -path './.venv/*' -delete
