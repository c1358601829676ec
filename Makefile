# make demo    score a clip end to end (VIDEO=path for your own)   make test    lint, build, all tests
# make build   .build/release/vigil                                 make check   lint, quick build, FILTER=the tests you name
# make install PREFIX=/usr/local                                    make help    the other targets
.DEFAULT_GOAL := help
SHELL := /bin/bash
VIGIL := .build/release/vigil
VIDEO ?=
SECONDS ?= 60
PREFIX ?= /usr/local
DESTDIR ?=
SYSTEMD ?=
FILTER ?=
SUITES ?= bookworm trixie

.PHONY: help setup build torch demo station install uninstall test test-camera test-install check lint format docs bench bench-training bench-gpu layers cost frame-cost stages soak bench-station station-kills soak-station fuzz attack-web clean image test-image check-manifests tensorrt check-tensorrt deb test-packages arm

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 18

setup: ## install system packages and the OpenVINO runtime
	@scripts/setup

build: setup ## build .build/release/vigil
	@swift build -c release --product vigil

torch: ## build the LibTorch plug-in (LIBTORCH=folder for your own, as with a GPU)
	@scripts/build-torch

tensorrt: ## build the TensorRT plug-in (TENSORRT=folder for your own; else that of the system, as on a Jetson)
	@scripts/build-tensorrt $(TENSORRT)

demo: build ## score a clip with the demo model and write demo/result/report.html (VIDEO=path, MODEL=name)
	@scripts/demo "$(VIDEO)"

station: build ## watch two rendered cameras for a minute (SECONDS=60), list their events, export and verify a case: demo/station
	@scripts/setup tests
	@scripts/station $(SECONDS)

# Root takes what its user has built: nothing in .build should belong to root.
install: ## put vigil on the PATH with all it needs, below PREFIX=/usr/local (DESTDIR= stages it for a package; SYSTEMD=1 adds the unit of stations)
	@[ "$$(id -u)" = 0 -a -x $(VIGIL) ] || $(MAKE) --no-print-directory build
	@scripts/install --build "$(dir $(VIGIL))" --destdir "$(DESTDIR)" $(if $(SYSTEMD),--systemd) "$(PREFIX)"

uninstall: ## remove exactly what install put below PREFIX
	@scripts/install --uninstall --destdir "$(DESTDIR)" "$(PREFIX)"

test-camera: build ## a local camera, in an emulated machine whose kernel has a driver that acts as one: scored, unplugged, watched by a station
	@scripts/test-camera

deb: ## Debian packages in .build/deb, each compiled in a base system of its suite (SUITES="bookworm trixie"); needs mmdebstrap
	@scripts/deb $(SUITES)

test-packages: deb ## install, use, upgrade, remove and purge the packages of make deb in clean systems; test the image
	@scripts/setup tests
	@scripts/test-deb $(SUITES)
	@$(MAKE) --no-print-directory check-manifests test-image
	@[ -e .build/arm/stage ] || echo "test-packages: no image for 64-bit Arm is tested: there is no program; make arm makes it"
	@[ ! -e .build/arm/stage ] || { PLATFORM=linux/amd64,linux/arm64 scripts/image && VIGIL="$(CURDIR)/$(VIGIL)" scripts/with-arm scripts/test-image localhost/vigil:latest-arm64; }

test-install: build ## install into temporary folders, run the program there, uninstall
	@scripts/test-install "$(dir $(VIGIL))"

image: ## build the container image localhost/vigil:latest without Docker (PLATFORM=linux/amd64,linux/arm64 SUITE=trixie FFMPEG=packages CAMERAS=1 SCREEN=1 TENSORRT=1)
	@scripts/image

test-image: image ## run the image hardened: a clip scores as outside, a station watches a live camera and ends cleanly
	@[ "$$(id -u)" = 0 -a -x $(VIGIL) ] || $(MAKE) --no-print-directory build
	@scripts/setup tests
	@VIGIL="$(CURDIR)/$(VIGIL)" scripts/test-image

check-manifests: ## lint the Containerfile, validate the Compose file and the Kubernetes manifests, offline
	@scripts/check-manifests

arm: ## build the whole program for 64-bit Arm and run it emulated, against the reference and x86-64: .build/arm/stage
	@[ "$$(id -u)" = 0 -a -x $(VIGIL) ] || $(MAKE) --no-print-directory build
	@scripts/arm

check: lint ## lint, build incrementally without provisioning, run the tests named by FILTER=regex (none without it)
	@swift build --product vigilPackageTests -Xswiftc -O
	@rm -f .build/check.log
	@[ -z "$(FILTER)" ] || { set -o pipefail; swift test --skip-build -Xswiftc -O --filter "$(FILTER)" | tee .build/check.log; }
	@! grep -qs "Test run with 0 tests" .build/check.log || { echo "check: no test is named $(FILTER)" >&2; exit 1; }

test: ## lint, build with warnings as errors, run all tests
	@scripts/setup tests
	@$(MAKE) --no-print-directory lint
	@scripts/build-torch
	@swift build -c release --product vigilPackageTests  # --build-tests also builds protoc, 600 files of C++ that nobody runs
	@scripts/run-tests

lint: ## check the format of every Swift file, OpenVINO's interface as we wrote it out, and the documentation's links
	@swift format lint --strict -pr Package.swift Sources Tests Examples
	@scripts/check-openvino-headers
	@scripts/check-docs

format: ## format every Swift file
	@swift format -ipr Package.swift Sources Tests Examples

docs: setup ## build the documentation of the libraries into .build/docs; warnings are errors
	@scripts/docs

bench: build ## the whole pipeline against the Python peers, in one run
	@scripts/bench

bench-training: build torch ## steps/s of the training against PyTorch, in one run
	@scripts/bench-training

layers: build ## the share of the processor's peak that each kind of layer reaches (LAYERS=model)
	@scripts/layers $(LAYERS)

cost: build ## how cost grows with snippets, window, frame size, crops and cameras
	@scripts/cost-against-size

frame-cost: build ## what a frame of 720p, 1080p and 4K costs on one core, and how much of it the decoder
	@scripts/cost-per-frame

bench-gpu: ## the extractor in LibTorch on a GPU against PyTorch; needs neither Swift nor media libraries
	@scripts/bench-gpu

stages: build ## where the processor's time goes, for a small and a 720p video
	@scripts/stages

soak: build ## thirty minutes of one looped file; memory must stay level
	@scripts/soak

bench-station: build ## how many cameras a station holds, a minute each (ROUNDS="10x640x360 30x640x360:quiet", MODEL=path, CROPS=1)
	@scripts/setup tests
	@MODEL="$(or $(MODEL),$(CURDIR)/models/demo.vigil)" scripts/bench-station $(ROUNDS)

station-kills: ## kill a station a hundred times at random moments (KILLS=100): nothing announced is lost or doubled, every clip plays
	@scripts/setup tests
	@swift build -c release --product vigilPackageTests
	@VIGIL_STATION_KILLS=$(or $(KILLS),100) swift test -c release --skip-build --filter StationKillTests

soak-station: ## two hours of cameras that come and go and clients that vanish (SOAK=7200): memory, descriptors and threads stay level
	@scripts/setup tests
	@swift build -c release --product vigil && swift build -c release --product vigilPackageTests
	@VIGIL_STATION_SOAK=$(or $(SOAK),7200) swift test -c release --skip-build --filter StationSoakTests

attack-web: ## attack the web server by its OpenAPI document for SECONDS, and validate it, with programs of PyPI; ask promtool about metrics
	@[ -x .build/attack/bin/schemathesis ] || { python3 -m venv .build/attack && .build/attack/bin/pip install -q 'schemathesis>=4,<5' openapi-spec-validator; }
	@swift build -c release --product vigilPackageTests
	@PATH="$(CURDIR)/.build/attack/bin:$$PATH" VIGIL_ATTACK_SECONDS=$(SECONDS) scripts/attack-web

check-tensorrt: build ## NVIDIA's parser and builder (a wheel of 95 MB) on every export for TensorRT, without a GPU; numbers in ONNX Runtime
	@scripts/check-tensorrt

fuzz: setup ## fuzz the parsers of untrusted bytes, SECONDS each
	@scripts/fuzz.sh $(SECONDS)

clean: ## remove what was built, keep what was installed
	@rm -rf .build demo 2>/dev/null || { echo "clean: .build has files of root, as base systems of make deb are: sudo make clean" >&2; exit 1; }
