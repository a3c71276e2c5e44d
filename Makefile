# Two commands do everything, set-up included, on a fresh Debian or Ubuntu with Python and make:
#
#   make run    open the desktop (without a display: one rehearsal round offscreen)
#   make test   check the code and run the default suite; CI=true runs the slow suites and the real peers too
#
# Everything is installed into .venv here. Missing system packages are installed when you are root, and named
# in one line to copy when you are not.
#
# make detoxify adds torch, Detoxify and what converts its models; so does CI=true make test. torch is installed first and by its version: on many machines plain
# `torch` brings gigabytes of CUDA packages. TORCH_INDEX=URL takes it from an index of your own.

PYTHON ?= $(shell packaging/find-python.sh)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
export MODERATOR_PEERS ?= $(HOME)/.cache/moderator-peers

.PHONY: run test lint screenshots bench detoxify clean

run: $(STAMPS)/run
	$(BIN)/python -m moderator desktop

test: $(STAMPS)/test $(if $(filter true,$(CI)),$(STAMPS)/detoxify) lint
	packaging/run-tests.sh

lint: $(STAMPS)/test
	$(BIN)/ruff check moderator ui tests packaging
	$(BIN)/ruff format --check moderator ui tests packaging
	$(BIN)/mypy
	$(BIN)/lint-imports

screenshots: $(STAMPS)/run
	$(BIN)/python packaging/screenshots.py

bench: $(STAMPS)/test
	$(BIN)/python -m moderator bench

detoxify: $(STAMPS)/detoxify

$(STAMPS)/system-run: packaging/system-packages.sh
	packaging/system-packages.sh run
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/system-test: packaging/system-packages.sh
	packaging/system-packages.sh test
	@mkdir -p $(STAMPS) && touch $@

$(BIN)/python:
	packaging/system-packages.sh venv
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/run: pyproject.toml $(BIN)/python $(STAMPS)/system-run
	$(BIN)/python packaging/requirements.py > $(VENV)/requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r $(VENV)/requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: pyproject.toml $(STAMPS)/run $(STAMPS)/system-test
	$(BIN)/python packaging/requirements.py --dev > $(VENV)/requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r $(VENV)/requirements-dev.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/detoxify: pyproject.toml packaging/install-detoxify.sh $(STAMPS)/run
	packaging/install-detoxify.sh
	@mkdir -p $(STAMPS) && touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
