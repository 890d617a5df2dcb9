# Everything runs from a fresh machine with Python 3.11, make and the package registries.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8501
export EXTRACTS_DIR ?= $(CURDIR)/extracts
export WAREHOUSE_DIR ?= $(CURDIR)/warehouse
export DEMO_TRUTH_DIR ?= $(CURDIR)/demo_truth
export DAGSTER_HOME ?= $(WAREHOUSE_DIR)/dagster
export DBT_PROFILES_DIR := $(CURDIR)
export DBT_PROJECT_DIR := $(CURDIR)
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
# dbt starts twice as slowly without bytecode, so the variable is dropped for every recipe.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo refresh close dashboards pack metrics dagster rollback lint test reliability bench clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(STAMP)  ## make the environment (pip brings uv, uv installs the lock)

$(STAMP): requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "cs-warehouse needs $(PYTHON): install it or set PYTHON=" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.9.30
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.txt
	@touch $@

demo: setup  ## write a demo company's exports, refresh the warehouse, serve the dashboards (NO_SERVE=1: do not serve)
	$(BIN)/python -m demo --out $(EXTRACTS_DIR) --truth $(DEMO_TRUTH_DIR)
	$(BIN)/python -m orchestration.refresh
	@if [ -z "$$NO_SERVE" ]; then $(MAKE) --no-print-directory dashboards; fi

refresh: export EXTRACTS_DIR := $(or $(EXTRACTS),$(EXTRACTS_DIR))
refresh: setup  ## the same refresh on your own exports: make refresh EXTRACTS=dir (AS_OF=2026-10-31 rebuilds a past day)
	$(BIN)/python -m orchestration.refresh

close: setup  ## freeze a finished month: make close MONTH=2026-09 (REASON='why' closes it again, CLOSED_BY=name signs)
	@$(BIN)/python -m orchestration.close

dashboards: setup  ## serve the dashboards on PORT (8501)
	PORT=$(PORT) $(BIN)/python -m dashboards

pack: setup  ## the board pack as PDF below warehouse/packs: make pack (MONTH=2026-09, SEGMENT=high_touch)
	@$(BIN)/python dashboards/board_pack.py --out $(WAREHOUSE_DIR)/packs $(if $(MONTH),--month $(MONTH)) $(if $(SEGMENT),--segment $(SEGMENT))

metrics: setup  ## ask MetricFlow: make metrics QUERY="--metrics nrr --group-by metric_time__month,retention_window__segment"
	@DBT_TARGET=published $(BIN)/dbt parse --quiet --target-path target/published
	@cp target/published/semantic_manifest.json target/
	@DBT_TARGET=published $(BIN)/mf query $(QUERY)

dagster: setup  ## the asset graph, its checks, the schedule and the sensor in Dagster's own pages
	@mkdir -p $(DAGSTER_HOME)
	$(BIN)/dagster dev -m orchestration.definitions

rollback: setup  ## make the release before the current one current again
	$(BIN)/python -m orchestration.publish --rollback

lint: setup  ## ruff and sqlfluff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@mkdir -p $(VENV)/lint
	@# An empty warehouse of its own: what is_incremental() compiles to must not depend on a build that lies about.
	WAREHOUSE_DIR=$(VENV)/lint $(BIN)/python .ci/lint_sql.py lint --processes 2 models tests/invariants macros

test: lint  ## lints, then every test
	@# Files in the order that tests/conftest.py gives them; three at once, as tests of pages and of kills mostly wait.
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

reliability: setup  ## kill, reader, two-writer and month-close trials at full size
	$(BIN)/python -m tests.reliability.kills --kills 30 --aimed 10
	$(BIN)/python -m tests.reliability.readers --reads 20000 --processes 4
	$(BIN)/python -m tests.reliability.two_runs --trials 50
	$(BIN)/python -m tests.reliability.golden_close
	$(BIN)/python -m tests.reliability.late_cancellation

bench: setup  ## landing, build and publish of a large company, as ratios to a floor of the same run; pages at 200,000 accounts
	$(BIN)/python -m demo.bench $(BENCH)
	$(BIN)/python -m dashboards.bench $(PAGES_BENCH)

clean:  ## forget the demo: extracts, truth and warehouse
	rm -rf $(EXTRACTS_DIR) $(DEMO_TRUTH_DIR) $(WAREHOUSE_DIR) target logs
