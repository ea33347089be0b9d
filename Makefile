# `make` alone says what there is. Another Python is chosen with PYTHON=python3.12.
PYTHON ?= python3
VENV := .venv/bin/python
UV_LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --universal --python-version 3.11 \
	--generate-hashes --quiet --no-emit-index-url --no-emit-find-links $(ARGS)

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 14

run: ## run the column on this machine (another port: PORT=8001)
	@exec $(PYTHON) -m tools.run

dev: ## the same with debug pages, reloaded when a file changes
	@exec $(PYTHON) -m tools.run --dev

test: ## every check, on SQLite and PostgreSQL (words for pytest: ARGS="-k ask")
	@exec $(PYTHON) -m tools.test $(ARGS)

lint: ## formatters, types, missing migrations
	@exec $(PYTHON) -m tools.test --lint

check: ## lint, types and the fast tests
	@exec $(PYTHON) -m tools.test --quick

bench: packages ## measure speed and size, in bench/results/ (needs nginx and wrk)
	@exec $(VENV) -m bench $(ARGS)

deb: packages ## build the Debian package into dist/
	@mkdir -p dist && packaging/debian/build dist

format: packages ## bring code and templates into form
	@$(VENV) -m ruff check --fix-only .
	@$(VENV) -m ruff format .
	@# djlint counts what it changed as a failure: a second look says whether all is well.
	@$(VENV) -m djlint templates --reformat --quiet || $(VENV) -m djlint templates --check

lock: packages ## pin requirements*.in with hashes (newest versions: ARGS=--upgrade)
	@$(UV_LOCK) -o requirements.txt pyproject.toml
	@$(UV_LOCK) -c requirements.txt -o requirements-dev.txt pyproject.toml requirements-dev.in
	@$(UV_LOCK) -o requirements-uv.txt requirements-uv.in

clean: ## remove .venv and leftovers of tools; var/, which holds letters, is kept
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

packages: ## install what developers need into .venv
	@$(PYTHON) -m tools.packages

.PHONY: help run dev test lint check bench deb format lock clean packages
