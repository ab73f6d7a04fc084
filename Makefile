# Everything a newcomer or a maintainer does is one of these. `make help` lists them.

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run test test-python test-browser test-packaged calendar quick quick-python quick-miniprogram coverage check
.PHONY: check-python check-miniprogram format bench prove mutate package plan deploy verify lock shots journey clean
# Two goals side by side, each one's output in one piece where make can.
SIDE_BY_SIDE := $(MAKE) --no-print-directory -j 2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- set-up: each by itself, without root, again only when its lock changed

.venv/.ready: requirements.lock tools/find_python.sh
	@sh tools/setup_python.sh

node_modules/.ready: package.json package-lock.json
	@sh tools/setup_node.sh

setup: .venv/.ready node_modules/.ready

# --- for everybody

run: .venv/.ready node_modules/.ready ## the whole service in a browser; PORT=8080, FRESH=1 starts from nothing, START=… on another day, PACKAGED=1 runs the packages
	@exec $(PYTHON) -m emulator

test: check test-python test-browser ## everything that must pass

quick: .venv/.ready node_modules/.ready ## check, and the tests that need no database, emulator or browser: half a minute
	@$(SIDE_BY_SIDE) quick-python quick-miniprogram

check: .venv/.ready node_modules/.ready ## format, lint, types, import rules, mini-program checks
	@$(SIDE_BY_SIDE) check-python check-miniprogram

check-python:
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy common functions ops template deploy emulator proof tools benchmarks
	.venv/bin/lint-imports
	$(PYTHON) -m tools.store_lint
	$(PYTHON) -m tools.size_lint
	$(PYTHON) -m tools.word_lint
	$(PYTHON) -m tools.permission_lint

check-miniprogram:
	npm run --silent check

# Each starts a program of its own several times.
SLOW := tests/lint/test_extending.py tests/unit/clients/test_cold_start.py
quick-python: check-python
	$(PYTHON) -m pytest -q -n 2 tests/unit tests/lint --durations 5 $(SLOW:%=--ignore %)

quick-miniprogram: check-miniprogram
	npm run --silent test:unit

test-python: .venv/.ready node_modules/.ready
	$(PYTHON) -m pytest -n 2 --dist loadfile --durations 10

test-browser: .venv/.ready node_modules/.ready
	npm run --silent test

coverage: .venv/.ready ## which lines and branches the Python tests reach
	rm -f .coverage .coverage.*
	$(PYTHON) -m coverage run -m pytest -q -n 2 --dist loadfile
	$(PYTHON) -m coverage combine -q
	$(PYTHON) -m coverage report --skip-covered --sort=cover

# A week, a month's end, the end of February with and without a leap day, and the end of a year.
STARTS := $(addprefix 2036-01-,07 08 09 10 11 12 13 31) 2035-02-28 2036-02-28 2036-02-29 2036-12-31
calendar: .venv/.ready node_modules/.ready ## the tests that live by a calendar, begun on other days; STARTS=2036-12-31 for one
	@for day in $(STARTS); do \
	    echo "== begun on $$day"; \
	    TEST_START=$${day}T08:00+08:00 $(PYTHON) -m pytest -q -n 2 --dist loadfile tests/flow || exit 1; \
	    TEST_START=$${day}T08:00+08:00 npm run --silent test:stories || exit 1; \
	done

test-packaged: package ## the flow tests once more, from the packages alone; Python 3.10 only
	PACKAGED=1 $(PYTHON) -m pytest tests/flow

# --- for those who change it

format: .venv/.ready ## put the sources into their form
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

bench: .venv/.ready ## what docs/performance.md claims
	$(PYTHON) -m benchmarks

prove: .venv/.ready ## the booking protocol: every cut, race and rush; may take half an hour
	$(PYTHON) -m proof

mutate: .venv/.ready ## one small change at a time: which does no unit test notice; FILES=… for a part, all take about an hour
	$(PYTHON) -m tools.mutate $(FILES)

journey: .venv/.ready ## the whole journey over HTTP, as a transcript
	$(PYTHON) -m tools.journey

shots: .venv/.ready node_modules/.ready ## screenshots of every page into build/shots
	npm run --silent shots

lock: ## resolve the dependencies again
	@sh tools/lock.sh

# --- for those who run it

package: .venv/.ready node_modules/.ready ## the layer and the functions as they are uploaded, into build/
	$(PYTHON) -m deploy package

plan: .venv/.ready node_modules/.ready ## what deploying would change; ENV=the name of its settings, such as prod
	$(PYTHON) -m deploy plan $(ENV)

deploy: .venv/.ready node_modules/.ready ## plan, ask, apply; ENV=the name of its settings, such as prod
	$(PYTHON) -m deploy apply $(ENV)

verify: .venv/.ready ## check every invariant of a database; MONGO_URI=…
	$(PYTHON) -m ops verify

clean: ## forget everything that was built or run here
	rm -rf .venv node_modules .local build .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*
