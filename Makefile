# `make` builds and tests. Everything that CI does is a target here.
PRESET ?= dev
FUZZ_SECONDS ?= 60
DATA ?= ../shared/data

.PHONY: test build lint format golden architecture issuance-docs properties headers performance-card asan tsan fuzz bench screenshots hook help
test: ## set up, build and run every test (./test)
	@./test
build: ## build everything
	@scripts/setup build run && scripts/build
lint: ## format and house rules (scripts/lint; --deep adds clang-tidy)
	@scripts/lint
format: ## clang-format every source
	@scripts/lint --fix
golden: build ## accept new outputs, then show them for review
	@KTPEL_UPDATE_GOLDEN=1 ctest --test-dir build/$(PRESET) >/dev/null; git diff --stat -- data/golden
architecture: build ## draw the module graph from the build into ARCHITECTURE.md and docs/architecture.svg
	@scripts/draw-architecture
issuance-docs: build ## write docs/issuance.md and docs/issuance.svg from the rules
	@scripts/setup develop
	@build/$(PRESET)/ktpel issuance table --format markdown >docs/issuance.md
	@build/$(PRESET)/ktpel issuance table --format dot | dot -Tsvg >docs/issuance.svg
properties: build ## every property test with fresh random cases (a failure prints how to repeat it)
	@RC_PARAMS="seed=$$(od -An -N4 -tu4 /dev/urandom | tr -d ' ') max_success=500" ctest --test-dir build/$(PRESET) --output-on-failure -E '^(story|tool|store)$$'
headers: build ## every public header compiles on its own
	@cmake --build build/$(PRESET) --target all_verify_interface_header_sets
asan: ## the tests under address and undefined-behaviour sanitizers
	@cmake --preset asan >/dev/null && cmake --build --preset asan && ctest --preset asan
tsan: ## the tests under the thread sanitizer
	@cmake --preset tsan >/dev/null && cmake --build --preset tsan && ctest --preset tsan
fuzz: ## every fuzz target for FUZZ_SECONDS (60) with libFuzzer
	@scripts/setup build develop && cmake --preset fuzz >/dev/null && cmake --build --preset fuzz
	@for target in build/fuzz/fuzz_*; do [ -x $$target ] && [ -f $$target ] || continue; \
	  name=$$(basename $$target | sed s/^fuzz_//); mkdir -p build/fuzz/corpus/$$name; \
	  $$target -max_total_time=$(FUZZ_SECONDS) build/fuzz/corpus/$$name data/corpus/$$name || exit 1; done
bench: ## every benchmark; appends JSON lines to data/benchmarks/
	@cmake --preset bench >/dev/null && cmake --build --preset bench && scripts/bench
performance-card: build ## fingerprint tables of docs/performance_card.md from the sets in DATA (../shared/data); goes on where it stopped
	@scripts/performance-card $(DATA)
screenshots: ## build, play the stories and keep a picture of every screen in build/screens (scripts/screenshots)
	@scripts/screenshots
hook: ## run scripts/lint before each commit
	@printf '#!/bin/sh\nexec scripts/lint\n' >$$(git rev-parse --git-path hooks)/pre-commit && chmod +x $$(git rev-parse --git-path hooks)/pre-commit
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' Makefile
