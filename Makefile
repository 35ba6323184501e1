# Les commandes du projet. « make » ou « make help » les explique.
# Réglages utiles : PORT=8000, PYTHON=python3.12, BOUQUET_VAR=/ailleurs, DATABASE_URL=postgresql://…

PYTHON ?= python3
PORT ?= 8000
ES_PORT ?= 9200
WORKERS ?= 2
VENV := .venv/bin
INSTALL := $(PYTHON) scripts/install.py
PACKAGES := backend cms_pages search api
export PORT ES_PORT

.DEFAULT_GOAL := help
.PHONY: help install install-test run prepare test lint format types imports migrations-check \
	pytest lock openapi messages screenshots benchmarks elasticsearch elasticsearch-stop \
	postgres clean

help: ## Affiche cette aide
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | \
		while IFS="$$(printf '\t')" read -r name text; do printf '  %-20s %s\n' "$$name" "$$text"; done

# --- Servir -------------------------------------------------------------------------------------

run: install ## Installe si besoin, prépare le catalogue de démonstration et le sert (PORT=8000)
	@$(VENV)/python scripts/serve.py

prepare: install ## Comme run, sans servir : base de données, territoires, démonstration
	@$(VENV)/python scripts/serve.py --prepare-only

install: ## Installe dans .venv ce qu'il faut pour servir, versions et empreintes verrouillées
	@$(INSTALL)

# --- Vérifier -----------------------------------------------------------------------------------

test: install-test lint types imports migrations-check pytest ## Installe si besoin et vérifie tout : style, types, imports, migrations, tests

install-test:
	@$(INSTALL) test

lint: install-test ## Vérifie le style du code (ruff)
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .

format: install-test ## Met le code en forme (ruff)
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

types: install-test ## Vérifie les types (mypy)
	@$(VENV)/mypy $(PACKAGES)

imports: install-test ## Vérifie le sens des imports entre dossiers (import-linter)
	@$(VENV)/lint-imports

migrations-check: install-test
	@BOUQUET_ENV=test $(VENV)/python -W error::RuntimeWarning manage.py makemigrations --check --dry-run

pytest: install-test ## Lance les tests seuls, sur deux processus (WORKERS=0 : un seul ; ARGS="-k mot" en choisit)
	@$(VENV)/python -m pytest --numprocesses $(WORKERS) --dist loadfile $(ARGS)

# --- Produire -----------------------------------------------------------------------------------

lock: $(VENV)/uv ## Refait requirements.lock (UPGRADE=1 prend les versions les plus récentes)
	@$(VENV)/uv pip compile pyproject.toml --all-extras --generate-hashes --no-emit-index-url \
		--no-emit-find-links --universal --python-version 3.11 --quiet \
		--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) -o requirements.lock

# Once is enough: what a new dependency asks for cannot be installed before it is locked.
$(VENV)/uv:
	@$(INSTALL) test

openapi: install-test ## Réécrit api/openapi.yaml d'après le code
	@BOUQUET_ENV=test $(VENV)/python manage.py spectacular --validate --fail-on-warn --file api/openapi.yaml

messages: install-test ## Relève les textes à traduire et compile le catalogue français (demande gettext)
	@$(VENV)/python manage.py makemessages --locale fr --no-location --ignore .venv --ignore var
	@$(VENV)/python manage.py compilemessages --locale fr --ignore .venv --ignore var

screenshots: install-test ## Refait les captures d'écran de docs/ (demande Chromium)
	@SCREENSHOTS=1 $(VENV)/python -m pytest tests/e2e/test_screenshots.py

benchmarks: install-test ## Mesure et compare ; affiche les rapports
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; PYTHONPATH=. $(VENV)/python $$file || exit 1; done

# --- Services -----------------------------------------------------------------------------------

elasticsearch: ## Démarre Elasticsearch sur la boucle locale (ES_PORT=9200) et affiche son adresse
	@$(PYTHON) scripts/elasticsearch_server.py start

elasticsearch-stop: ## Arrête l'Elasticsearch que make elasticsearch a démarré
	@$(PYTHON) scripts/elasticsearch_server.py stop

postgres: install-test ## Sert un PostgreSQL jetable sur la boucle locale, jusqu’à Ctrl+C
	@$(VENV)/python scripts/postgres.py

clean: ## Efface ce que les outils ont laissé (ni .venv ni var, qui gardent vos données)
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -path ./.venv -prune -o -name __pycache__ -type d -print | xargs rm -rf
