.PHONY: surface

PYTHON ?= .venv/bin/python

surface: ## compare our metadata with the real chain, item by item
	$(PYTHON) -m tools.surface
