# make release            the public edition, in dist/
# make release PRESS=1    the fetched edition: also the texts that `goldwire fetch press` gets beforehand
# make release RAW=DIR    the hydrated edition: also the texts whose raw files are in DIR, and what was fetched
# make wheel              the package with the public release in it, in build/wheels/
# make test               the tests
# make help               everything else
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
RECIPES := .recipes
VERSION ?=
RAW ?=
# Not from the environment, where a variable of this name may mean anything.
PRESS :=
# The first Python that is new enough; name another one with PYTHON=...
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)

FAULTS := kill full stuck interrupt moments
SCENARIOS := first replace aside workers

.PHONY: help setup release wheel test compat faults croissant coverage lint types format docs benchmarks results recipes lock clean

help:
	@echo "make setup        install everything into $(VENV)"
	@echo "make release      the public edition in dist/ (PRESS=1: the fetched one, after goldwire fetch press;"
	@echo "                  RAW=DIR: the hydrated one, with PRESS=1 only with all texts to fetch; VERSION=X.Y.Z)"
	@echo "make wheel        the package with the public release in it, as wheel and sdist in build/wheels/"
	@echo "make test         the tests"
	@echo "make recipes      the recipes for transformers and spaCy on tiny models, in $(RECIPES)"
	@echo "make compat       loads a release with every version of datasets that is supported (ten minutes)"
	@echo "make faults       builds cut off at every file operation: whole or not at all (half an hour)"
	@echo "make croissant    every record set of croissant.json, as mlcroissant loads it, against the tables (RAW=DIR)"
	@echo "make coverage     the tests with branch coverage"
	@echo "make lint         ruff: lint and format check"
	@echo "make types        strict type check"
	@echo "make docs         write generated pages anew"
	@echo "make benchmarks   figures of the README"
	@echo "make results      trains and scores all baselines: docs/results.md (RAW=DIR: raw files of the real articles)"
	@echo "make lock         choose dependency versions anew"

setup: $(VENV)/.ready

# Hashes are checked; what comes as sources and the project itself are built with locked tools, so nothing unlocked is
# fetched. The project's version stands in corpus.json.
$(VENV)/.ready: $(VENV)/.locked pyproject.toml hatch_build.py corpus/corpus.json
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.locked: requirements.lock requirements-build.lock
	@test -n "$(PYTHON)" || { echo "goldwire needs Python 3.11 or newer; none of these is: $(CANDIDATES). Name one with PYTHON=..." >&2; exit 2; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version): locked dependencies, about a minute"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation --use-pep517 \
		-r requirements.lock
	@touch $@

release: setup
	@$(BIN)/goldwire release $(VERSION) $(if $(filter-out 0 no,$(PRESS)),--fetched) $(if $(RAW),--raw "$(RAW)")

# Always the public edition of the version in corpus.json, whatever RAW, PRESS, VERSION and the environment say.
wheel: setup
	@unset GOLDWIRE_RAW; $(BIN)/goldwire release --corpus . --out dist >/dev/null
	@rm -rf build/wheels
	@$(BIN)/python -m hatchling build

test: setup
	@$(BIN)/python -m pytest -n 2 --dist loadfile

# An environment of its own. The lock is whole but for torch, of which tests/recipes/run chooses a build: hence --no-deps.
recipes: $(RECIPES)/.ready
	@PYTHON=$(RECIPES)/bin/python tests/recipes/run

$(RECIPES)/.ready: $(RECIPES)/.locked pyproject.toml hatch_build.py corpus/corpus.json
	@$(RECIPES)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(RECIPES)/.locked: recipes/requirements.lock requirements-build.lock
	@test -n "$(PYTHON)" || { echo "goldwire needs Python 3.11 or newer; none of these is: $(CANDIDATES). Name one with PYTHON=..." >&2; exit 2; }
	@echo "setting up $(RECIPES) with $$($(PYTHON) --version): locked dependencies, a minute or two"
	@$(PYTHON) -m venv --clear $(RECIPES)
	@$(RECIPES)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@$(RECIPES)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		--no-build-isolation --use-pep517 -r recipes/requirements.lock
	@touch $@

compat: setup
	@PYTHON=$(BIN)/python tests/compat/run

faults: setup
	@set -e; for fault in $(FAULTS); do for scenario in $(SCENARIOS); do \
		$(BIN)/python tests/release/faults.py $$fault $$scenario; done; done

croissant: setup
	@$(BIN)/python tests/release/croissants.py $(if $(RAW),--raw "$(RAW)")

coverage: setup
	@$(BIN)/python -m coverage run -m pytest
	@$(BIN)/python -m coverage report --skip-covered --sort=cover

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: setup
	@$(BIN)/python docs/make_schemas.py
	@$(BIN)/python docs/make_incidents.py
	@$(BIN)/python docs/make_pages.py

# Scoring is measured on documents of the public release.
benchmarks: setup
	@unset GOLDWIRE_RAW; $(BIN)/goldwire release --corpus . --out dist >/dev/null
	@$(BIN)/python benchmarks/run.py $(if $(RAW),--raw "$(RAW)")

results: setup
	@$(BIN)/python docs/make_results.py $(if $(RAW),--raw "$(RAW)")

# uv resolves for all platforms and Python versions at once; pip installs the result.
lock:
	@uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url \
		--no-header pyproject.toml -o requirements.lock
	@printf 'setuptools\nsetuptools-scm\n' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header - -o requirements-build.lock
	@uv pip compile --quiet --universal --python-version 3.11 --extra recipes --override recipes/no-torch.txt \
		--generate-hashes --no-emit-index-url --no-header pyproject.toml recipes/requirements.in \
		-o recipes/requirements.lock

clean:
	rm -rf $(VENV) $(RECIPES) .compat dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
