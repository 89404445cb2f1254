# The only runner. `make help` lists what there is.
PYTHON ?= python3
BIN := .venv/bin
SHARED ?= ../shared
STAMP := .venv/.installed

.PHONY: help demo test check fix bench pictures lock messages docs clean

help: ## What there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

$(STAMP): requirements/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

bench: build ## Benchmarks, as ratios in one run
	@$(BIN)/python tools/bench.py $(ARGS)

.PHONY: build
build: $(STAMP)
	@$(BIN)/python tools/build_frontend.py
	@$(BIN)/python tools/translations.py compile

demo: build ## A working community on this machine, at http://127.0.0.1:8000/
	@$(BIN)/fullcircle demo $(if $(PORT),--port $(PORT)) $(if $(PEOPLE),--people $(PEOPLE))

test: build ## Every test
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered $(ARGS)

check: build ## Format, lint, types, arrows, templates, generated docs
	@$(BIN)/python tools/check.py

fix: $(STAMP) ## Format and mend what a tool can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .


docs: build ## Write the generated pages of the documentation
	@$(BIN)/python tools/generate_docs.py

pictures: build ## Take the pictures of the README and the docs anew, each walk in a town of its own
	@for walk in tutorial collaborative ten_walk_ins no_silence paper caseload inbox_at_work visit; do \
	  FULLCIRCLE_PICTURES=yes $(BIN)/python -m pytest -q -p no:randomly tests/journeys/test_$$walk.py || exit 1; done

messages: build ## Collect texts for translation
	@$(BIN)/python tools/translations.py collect

lock: ## Compile requirements with hashes and without hosts
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml -o requirements/app.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra dev -c requirements/app.txt pyproject.toml -o requirements/dev.txt

clean: ## Remove what was built; data in .fullcircle stays
	@rm -rf .venv frontend/node_modules src/fullcircle/web/static/dist .mypy_cache .ruff_cache .pytest_cache
