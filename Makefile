# Every target sets up what it needs on a fresh machine: Python 3.11 and pip are enough.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow fuzz check bench surface golden reference vectors clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
N ?= 100000
FUZZED := tests/properties tests/rpc/test_envelope.py tests/unit/runtime/test_malformed_inputs.py

help: ## Show what can be made.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(READY): requirements.lock tools/pip.lock pyproject.toml
	$(PYTHON) tools/require_python.py
	@echo "Installing into $(VENV): 90 packages, 85 MB to download, 370 MB on disk, once."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/pip.lock
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY) ## Install taonet and its tools into .venv.

demo: setup ## Run a live subnet: node, validators, miners, a real model. ARGS="--epochs 3" ends by itself.
	$(BIN)/taonet demo $(ARGS)

test: setup ## Run the tests.
	$(BIN)/python -m pytest -n auto $(ARGS)

test-slow: setup ## Run the tests that need minutes: the real model, scored.
	$(BIN)/python -m pytest -n auto -m slow $(ARGS)

fuzz: setup ## Try random calls, blocks, extrinsics and frames for long: N=100000 of each kind.
	TAONET_FUZZ_EXAMPLES=$(N) $(BIN)/python -m pytest -n auto --timeout 0 --hypothesis-profile fuzz $(FUZZED) $(ARGS)

check: setup ## Lint, types, import layers, determinism, sources of the rules.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/pyright -p tests
	$(BIN)/lint-imports
	$(BIN)/python -m tools.determinism src/taonet/runtime src/taonet/frame src/taonet/scale src/taonet/trie src/taonet/primitives
	$(BIN)/python -m tools.sources src/taonet/runtime

bench: setup ## Measure, and print figures, ratios to the machine and JSON.
	$(BIN)/python -m benchmarks $(ARGS)

surface: setup ## Compare our metadata with the chain's surface, item by item.
	$(BIN)/python -m tools.surface $(ARGS)

golden: setup ## Write our metadata as text where its test compares it.
	$(BIN)/python -m tools.golden $(ARGS)

reference: setup ## Write docs/reference from the code.
	$(BIN)/python -m tools.reference $(ARGS)

vectors: setup ## Run the number vectors; DIR=path runs those of a folder too.
	$(BIN)/python -m tools.vectors $(DIR) $(ARGS)

clean: ## Remove the environment and what tools left behind.
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
