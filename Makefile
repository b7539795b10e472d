# The menu. What is stale is decided by content, in `localize`; make only calls it.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --warn-undefined-variables --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := build

PYTHON ?= python3
LECTURE ?=
LANGUAGE ?=
JOBS ?=
FUZZ_EXAMPLES ?= 1000

VENV := .venv
LINT := .venv-lint
LOCALIZE := $(VENV)/bin/localize
# A shell may set LANGUAGE to its own list of locales (en_US:en), so only the one on make's command line counts.
ASKED_LANGUAGE = $(if $(findstring command line,$(origin LANGUAGE)),$(LANGUAGE))
NARROW = $(if $(LECTURE),--lecture $(LECTURE)) $(if $(ASKED_LANGUAGE),--language $(ASKED_LANGUAGE))
SPEED = $(if $(JOBS),--jobs $(JOBS))

##@ Subtitles

.PHONY: build
build: $(VENV)/.ready ## Build the course: subtitles, checks, videos, report (the default)
	@$(LOCALIZE) build $(NARROW) $(SPEED)

.PHONY: subtitles
subtitles: $(VENV)/.ready ## Ingest the human tracks and translate the machine tracks
	@$(LOCALIZE) subtitles $(NARROW) $(SPEED)

.PHONY: check
check: $(VENV)/.ready ## Check timing and text of all tracks, and print every problem
	@$(LOCALIZE) check $(NARROW) $(SPEED)

.PHONY: videos
videos: $(VENV)/.ready ## Put the tracks into the lecture videos and read them back
	@$(LOCALIZE) videos $(NARROW) $(SPEED)

.PHONY: report
report: $(VENV)/.ready ## Write the report, build/report/index.html
	@$(LOCALIZE) report $(SPEED)

.PHONY: status
status: $(VENV)/.ready ## Say what a build would do, and why
	@$(LOCALIZE) status $(NARROW)

##@ Parts

.PHONY: models
models: $(VENV)/.ready ## Fetch the official translation packages, and say which one is used
	@$(LOCALIZE) models install
	@$(LOCALIZE) models list

.PHONY: doctor
doctor: $(VENV)/.ready ## Show every external part, its version, and what is missing
	@$(LOCALIZE) doctor

##@ Develop

.PHONY: test
test: $(VENV)/.ready ## Run the tests
	@$(VENV)/bin/python -m pytest

.PHONY: fuzz
fuzz: $(VENV)/.ready ## Throw odd subtitles at the readers, kill builds (FUZZ_EXAMPLES=1000 a property)
	@FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(VENV)/bin/python -m pytest tests/formats/test_properties.py tests/ingest/test_ingest_properties.py tests/test_crashes.py

.PHONY: lint
lint: $(VENV)/.ready $(LINT)/.ready ## Check style, types and who may import whom
	@$(LINT)/bin/ruff check .
	@$(LINT)/bin/mypy --python-executable $(VENV)/bin/python
	@PYTHONPATH=. $(LINT)/bin/lint-imports

.PHONY: bench
bench: $(VENV)/.ready ## Run the benchmarks: ratios, side by side
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(VENV)/bin/python "$$file"; done

.PHONY: lock
lock: ## Make requirements.lock and requirements-lint.lock again from pyproject.toml (needs uv)
	@uv pip compile -q --universal --upgrade --group test $(LOCK) -o requirements.lock pyproject.toml
	@uv pip compile -q --universal --upgrade --group lint $(LOCK) -o requirements-lint.lock

.PHONY: clean
clean: ## Remove everything that was built (nothing a person wrote)
	@rm -rf build

.PHONY: help
help: ## Show this list
	@echo "Usage: make [target] [LECTURE=p1-01-transitions] [LANGUAGE=ko] [JOBS=2]"
	@# A line "target: ... ## text" is an entry, a line "##@ text" a heading.
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

LOCK := --generate-hashes --no-header --no-annotate --no-emit-index-url

# Without dependencies, because argostranslate asks for 3 GB that is never used; with hashes, so that it is the same everywhere.
INSTALL := -m pip install -q --disable-pip-version-check --no-compile --no-deps

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Set PYTHON=python3.12, or install it.") if sys.version_info < (3, 11) else None'
	@echo "Setting up $(VENV) (once; about 200 MB are downloaded) …" >&2
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@# pysrt comes as source (pure Python): it is packed by the setuptools of the lock, which therefore goes first.
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > $(VENV)/first.lock
	@$(VENV)/bin/python $(INSTALL) --require-hashes --only-binary :all: -r $(VENV)/first.lock
	@$(VENV)/bin/python $(INSTALL) --require-hashes --only-binary :all: --no-binary pysrt --no-build-isolation -r requirements.lock
	@$(VENV)/bin/python $(INSTALL) --no-build-isolation -e .
	@touch $@

$(LINT)/.ready: requirements-lint.lock
	@rm -rf $(LINT) && $(PYTHON) -m venv $(LINT)
	@$(LINT)/bin/python $(INSTALL) --require-hashes --only-binary :all: -r requirements-lint.lock
	@touch $@
