# Förstalinjen. `make help` says what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help install demo test check bench lock clean

help:  ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

install: $(VENV)/.installed  ## Install Förstalinjen into .venv, every package pinned by hash

demo: install  ## Run a sample town here: web, mail and an embedded mail server (http://127.0.0.1:8000)
	@$(BIN)/forstalinjen demo run

test: check  ## Run every test, on real servers; installs what it needs
	@sh tests/system-packages.sh
	@$(BIN)/pytest -n $$(( $$(nproc) + 2 )) --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed-dev  ## Run ruff, the format check, mypy --strict and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev  ## Print the speed figures
	@sh tests/system-packages.sh
	@for name in matching speed importing mail chat inbox clock statistics crash fuzz_parser; do echo "== $$name"; $(BIN)/python -m bench.$$name || exit 1; done

lock: $(VENV)/.installed-dev  ## Renew the lock files from pyproject.toml
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q -U --universal --generate-hashes --python-version 3.11 --extra source -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q -U --universal --generate-hashes --python-version 3.11 --extra source --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:  ## Remove the environment and the demo's data
	rm -rf $(VENV) .demo

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; point to one with: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing; on Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the test tools into $(VENV) ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.lock
	@touch $@
