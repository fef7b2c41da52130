# `make` alone lists the commands.

EXP ?= experiments/quickstart.json
PREFIX ?= /usr/local
ARGS ?=
MINUTES ?= 5
SEED ?= 1
SWEEP := .build/release/sweep
# Tests see what users see; without this everything would be compiled once more for them.
TEST := swift test -c release --disable-testable-imports

.DEFAULT_GOAL := help
.PHONY: help setup build sweep plan report regress baseline test bench chaos fuzz lint format clean install release

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{ printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  EXP=experiments/latent_dims.json names the experiment, ARGS='--jobs 1' adds options."

setup: ## make sure of what the build needs
	@.ci/setup

build: setup ## build in release mode
	@swift build -c release --product sweep

sweep: build ## run an experiment and write its report
	@$(SWEEP) run $(EXP) $(ARGS)

plan: build ## show what a run would do
	@$(SWEEP) plan $(EXP) $(ARGS)

report: build ## write the report again without running anything
	@$(SWEEP) report $(EXP) $(ARGS)

regress: build ## run and compare with the committed results
	@$(SWEEP) regress $(EXP) $(ARGS)

baseline: build ## run and accept the results as the new baseline
	@$(SWEEP) run $(EXP) $(ARGS)
	@git add -A results

test: setup ## run the tests
	@$(TEST) $(ARGS)

bench: setup ## time training, reductions and clusterings beside PyTorch and scikit-learn (PEER_PYTHON)
	@swift build -c release --product bench
	@.build/release/bench $(ARGS)
	@.build/release/bench algorithms

chaos: setup ## kill workers, coordinators and writers of reports 200 times each and compare the results
	@SWEEP_CHAOS_KILLS=200 $(TEST) --filter ChaosTests

fuzz: setup ## read mutated files of every format for MINUTES, drawn from SEED
	@swift build -c release --product fuzz
	@.build/release/fuzz --minutes $(MINUTES) --seed $(SEED) $(ARGS)

lint: ## check the style
	@swift format lint --strict --recursive Sources Tests Package.swift

format: ## put the style right
	@swift format --in-place --recursive Sources Tests Package.swift

clean: ## remove what was built; results and the store stay
	@swift package clean

release: setup ## make archive, Debian package and checksums in dist/
	@.ci/release

install: setup ## install the command under PREFIX
	@.ci/static-libraries $(CURDIR)/.build/static-libraries
	@PKG_CONFIG_PATH=$(CURDIR)/.build/static-libraries swift build -c release --product sweep \
	  --static-swift-stdlib --scratch-path .build/static -Xlinker -s
	@install -d $(DESTDIR)$(PREFIX)/bin
	@install -m 755 .build/static/release/sweep $(DESTDIR)$(PREFIX)/bin/sweep
