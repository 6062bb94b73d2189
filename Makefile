# What a person types. `make demo` shows the product, `make start` runs it, `make test` checks it.
PYTHON_IN_VENV := .venv/bin/python
RUN := $(PYTHON_IN_VENV) -m launch

.PHONY: help demo start reset test test-long lint format messages lock bench bench-search bench-recall

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: ## start with the demo world; PORT=8123 make demo chooses the port
	@scripts/bootstrap && exec $(RUN) demo

start: ## the same without the demo world
	@scripts/bootstrap && exec $(RUN) start

reset: ## forget the data of the embedded database
	@scripts/bootstrap && exec $(RUN) reset

test: ## lint, format, types, unit, race and browser tests (at most 15 minutes)
	@scripts/bootstrap dev && exec $(PYTHON_IN_VENV) -m scripts.test

test-long: ## what takes longer: kill loops, all widths (at most 40 minutes)
	@scripts/bootstrap dev && exec $(PYTHON_IN_VENV) -m scripts.test long

lint: ## lint, format and types only
	@scripts/bootstrap dev && exec $(PYTHON_IN_VENV) -m scripts.test lint

format: ## write the code as ruff formats it
	@scripts/bootstrap dev && .venv/bin/ruff check --fix --select I . && .venv/bin/ruff format .

messages: ## collect the texts for the German translation, and compile it (needs GNU gettext)
	@scripts/bootstrap dev && exec $(PYTHON_IN_VENV) -m scripts.messages

lock: ## compile requirements*.txt from pyproject.toml
	@scripts/bootstrap dev && scripts/lock

bench: ## measure speed and database work on 100,000 customers
	@scripts/bootstrap dev && exec $(PYTHON_IN_VENV) -m bench.run

bench-search: ## measure search on millions of rows
	@scripts/bootstrap dev && exec $(PYTHON_IN_VENV) -m bench.search

bench-recall: ## measure what the search box finds of what agents type
	@scripts/bootstrap dev && exec $(PYTHON_IN_VENV) -m bench.recall
