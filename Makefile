# Everything goes through .venv, made from the locked dependencies with plain Python and pip.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
ARGS ?=

help: ## montre cette aide
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: .venv/.ready ## installe si besoin, traite tout ce qui est nouveau, construit le site
	@$(BIN)/sales-assets run $(ARGS)

serve: .venv/.ready ## sert le site sur cette machine
	@$(BIN)/sales-assets serve $(ARGS)

ui: .venv/.ready ## ouvre l'interface de Dagster et son horloge sur cette machine
	@$(BIN)/sales-assets ui $(ARGS)

test: .venv/.ready-dev ## installe si besoin, lance les tests (ARGS="-k prix" en choisit)
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

bench: .venv/.ready-dev ## mesure la vitesse et la mémoire sur de grandes données
	@$(BIN)/python -m tests.scale $(ARGS)

stack: .venv/.ready-dev ## éprouve tout Dagster : fichier déposé, rattrapage, coupure
	@$(BIN)/pytest tests/faults/test_stack.py -m slow -s $(ARGS)

faults: .venv/.ready-dev ## éprouve chaque promesse pour de vrai, longuement, et récrit docs/promises.md
	@FAULTS=full $(BIN)/pytest -n 2 --dist loadfile -m '$(MARKS)' $(or $(ARGS),$(PROMISES))
	@! command -v docker >/dev/null || $(MAKE) containers

MARKS := not lighthouse
PROMISES = tests/faults $(shell grep -rl --include='test_*.py' 'figure: Callable' tests | grep -v ^tests/faults/)

lighthouse: .venv/.ready-dev ## mesure avec Lighthouse les pages d'une grande boutique (demande make outils)
	@$(BIN)/pytest tests/browser/test_lighthouse.py -m browser -s $(ARGS)

newest: | .venv ## éprouve le graphe sur les dernières versions que pyproject.toml permet
	@$(PYTHON) -m venv --clear .venv/newest
	@$(NEWEST) -m pip -qq --disable-pip-version-check install --upgrade pip
	@$(NEWEST) -m pip -qq --disable-pip-version-check install --group dev -e '.[mcp,openlineage]'
	@$(NEWEST) -m pip list --format=freeze | grep '^dagster'
	@$(NEWEST) -m pytest -n auto --dist loadfile $(or $(ARGS),tests/graph)

NEWEST := .venv/newest/bin/python

fuzz: .venv/.ready-dev ## essaie des fichiers (FUZZ_EXAMPLES=20000) et des suites de livraisons (FUZZ_SEQUENCES=300) au hasard
	@FUZZ_EXAMPLES=$(or $(FUZZ_EXAMPLES),20000) FUZZ_SEQUENCES=$(or $(FUZZ_SEQUENCES),300) \
		$(BIN)/pytest tests/contract/test_fuzz.py tests/test_loading_sequences.py -q \
		--hypothesis-show-statistics $(ARGS)

outils: | .venv ## installe axe-core et Lighthouse (demande npm), qui jugent les pages dans les tests
	@mkdir -p .venv/node && cp tests/browser/package.json .venv/node/
	@npm install --prefix .venv/node --silent --no-audit --no-fund

lint: .venv/.ready-dev ## vérifie le style, les types et les couches
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

containers: .venv/.ready-dev ## éprouve les conteneurs (demande Docker ; COMPOSE dit comment l'appeler)
	@$(BIN)/python -m tests.containers.check --compose "$(COMPOSE)"

COMPOSE ?= docker compose

messages: .venv/.ready-dev ## relève les textes à traduire dans site/languages/*.po
	@$(BIN)/pybabel -q extract . -F pyproject.toml $(WORDS) -o .venv/messages.pot
	@for po in site/languages/*.po; do $(BIN)/pybabel -q update -i .venv/messages.pot -o $$po \
		-l $$(basename $$po .po) -N --no-wrap --ignore-obsolete --ignore-pot-creation-date; done

WORDS := -k mark -k plural:1,2 -k counted:2,3 --add-location=file --no-wrap

lock: ## fige à nouveau les dépendances (demande uv ; ARGS=--upgrade les avance)
	uv pip compile $(LOCK) --group dev --all-extras -o requirements-dev.lock $(ARGS)
	uv pip compile $(LOCK) --group build -c requirements-dev.lock -o requirements.lock $(ARGS)

LOCK := pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"

# One stamp for each lock: a second `make` installs nothing. The dev lock holds the runtime one.
.venv/.ready: requirements.lock pyproject.toml | .venv
	$(call install,$<)
	@touch $@

.venv/.ready-dev: requirements-dev.lock requirements.lock pyproject.toml | .venv
	$(call install,$<)
	@touch .venv/.ready $@

define install
@echo "Installation des dépendances de $(1) dans .venv (une à deux minutes, une seule fois)…"
@$(PIP) install --require-hashes --no-deps -r $(1)
@$(PIP) install --no-index --no-build-isolation --no-deps -e .
endef

.venv:
	@test -n "$(PYTHON)" || { echo "Il faut Python 3.11 ou plus récent. Installez-le, ou indiquez-le : make PYTHON=/chemin/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) est trop ancien : il faut Python 3.11 ou plus récent." >&2; exit 1; }
	@$(PYTHON) -m venv $@ || { rm -rf $@; echo "Le module venv manque à ce Python. Sous Debian et Ubuntu : apt install python3-venv" >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: newest outils lighthouse help report serve ui test bench faults fuzz containers stack lint messages lock
