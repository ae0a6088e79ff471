# The two commands that matter are `make run` and `make test`. The work is done by crates/xtask and its scripts.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run dev test bench chaos screenshots fmt lint setup test-setup clean-data

PORT ?= 3000
export PORT
scripts := crates/xtask/setup

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1mmake %-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start the portal with a sandbox cloud on http://127.0.0.1:3000 (PORT=… moves it)
	@exec $(scripts)/run.sh

dev: ## The same, built and started again after every change
	@exec $(scripts)/dev.sh

test: ## Check and test everything
	@exec $(scripts)/test.sh

bench: setup ## Measure, and print a table and JSON (ARGS="matrix start" measures only those)
	@exec $(scripts)/bench.sh $(ARGS)

chaos: test-setup ## Kill the portal at random moments, many more times than the tests do
	@SLIPWAY_CHAOS_ROUNDS=$${SLIPWAY_CHAOS_ROUNDS:-100} exec $(scripts)/chaos.sh

screenshots: test-setup ## Take the README's pictures
	@exec $(scripts)/browser.sh --project=screenshots

fmt: setup ## Format the code
	@exec cargo fmt --all

lint: setup ## Check formatting, lints and what goes into the browser
	@exec $(scripts)/lint.sh

setup: ## Install what building needs; nothing outside your cache folder changes
	@$(scripts)/toolchain.sh && $(scripts)/sandbox.sh && $(scripts)/web.sh

test-setup: setup ## Install what testing needs: a browser, PostgreSQL, Prometheus, Playwright
	@exec $(scripts)/tests.sh

clean-data: ## Forget what `make run` kept: the portal's database and the sandbox cloud
	@rm -rf data
