# Two commands for everybody: `make demo` and `make test`. The rest is for those who change the code.
.PHONY: demo test check night fmt clean help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(PYTHON) scripts/install.py $(VENV)

help: ; @sed -n 's/^## //p' Makefile

## make demo    open the demo town here (PORT=8080 for another port); Ctrl-C closes it
demo:
	@$(INSTALL) requirements.txt
	@exec $(BIN)/python -m config.embedded demo

## make test    every check and every test, as the gate does
test:
	@$(INSTALL) requirements-dev.txt
	@exec $(BIN)/python scripts/checks.py all

## make check   the fast ones, before each commit
check:
	@$(INSTALL) requirements-dev.txt
	@exec $(BIN)/python scripts/checks.py fast

## make night   what takes hours and gates nothing: would the tests notice broken code?
night:
	@$(INSTALL) requirements-dev.txt
	@$(PYTHON) -m venv .venv-night && .venv-night/bin/pip install --quiet -r requirements-night.txt
	@exec .venv-night/bin/python scripts/mutate.py --list

## make fmt     write the code in the house's form
fmt:
	@$(INSTALL) requirements-dev.txt
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

## make clean   forget the virtual environment (not the town: that is $(STATE_DIR) or .local)
clean:
	rm -rf $(VENV) .venv-night
