# What people and CI run alike. `make help` lists it.
PYTHON ?= python3
STAGE ?= local
BIN := .venv/bin
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.DEFAULT_GOAL := help
.PHONY: help setup catalogues browser run story test bench lint format gallery package deploy clean

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/.stamp .venv-ministack/.stamp catalogues ## The environments this needs, once

.venv/.stamp: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make setup PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv-ministack/.stamp: requirements-ministack.txt
	$(PYTHON) -m venv .venv-ministack
	.venv-ministack/bin/pip install --quiet --disable-pip-version-check -r requirements-ministack.txt
	@touch $@

catalogues: .venv/.stamp
	@[ ! -d templates/locale ] || $(BIN)/pybabel --quiet compile -d templates/locale -D aftercare

browser: # the tests look at pages in a real browser
ifeq ($(CHROMIUM),)
	@[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "Install Chromium (package: chromium) for the page tests"; exit 1; }
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-dejavu fonts-noto-core fonts-noto-color-emoji >/dev/null
endif

run: setup ## Everything on this machine, with a console to play with
	@$(BIN)/python -m ops.run

story: setup ## The story of one late parcel, asserted step by step (FAULTS=7: under the faults that 7 draws)
	@$(BIN)/python -m ops.story $(if $(FAULTS),--faults $(FAULTS))

# Two workers and many commands import the same modules: what is compiled once is kept, whatever the caller's shell says.
test: export PYTHONDONTWRITEBYTECODE =
test: setup browser ## Every test, by two workers (ARGS='-k late' some of them, ARGS=-n0 in one process)
	$(BIN)/python -m pytest -n 2 $(ARGS)

bench: setup ## What events, pages, starts and a month cost (CHECK=1 compares, UPDATE=1 commits)
	@$(BIN)/python -m ops.bench $(if $(UPDATE),--update) $(if $(CHECK),--check)

lint: setup ## Style, types, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m ops.package --stage prod
	$(BIN)/cfn-lint build/prod/template.json

format: setup ## Mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

package: setup ## build/$(STAGE)/: the template and the zip
	$(BIN)/python -m ops.package --stage $(STAGE)

deploy: setup ## To AWS: make deploy STAGE=prod (DRY_RUN=1 checks without an account)
	$(BIN)/python -m ops.deploy --stage $(STAGE) $(if $(DRY_RUN),--dry-run)

gallery: setup ## Every mail, chat message and page in every language: build/gallery/index.html
	@$(BIN)/python -m ops.gallery

clean: ## Forget what was built and installed
	rm -rf build .venv .venv-ministack .chalice/deployments .mypy_cache .ruff_cache .pytest_cache .hypothesis
