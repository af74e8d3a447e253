# make try    judge the example photos with the embedded bundle (small environment, no torch)
# make setup  everything for work on the project, pinned by constraints.txt
# make check  formatting, lint, types
# make test   setup, then the tests that an ordinary change needs; make test-slow the others
# make app    the app on a desktop, with rendered photos in place of a camera
# make screenshots  every screen of the app, drawn anew into assets/screenshots
# make words compile the words of both languages, after a .po file was edited
# VENV=DIR uses another environment; PYTHON=python3.11 another interpreter.
PYTHON ?= python3
VENV ?= .venv
TRY_VENV ?= .venv-try
VERDICTS ?= verdicts
REPLAY ?= assets/clip
PIP = -m pip install --quiet --disable-pip-version-check
SETUP = $(VENV)/.clearshot-setup
TRY = $(TRY_VENV)/.clearshot-setup

.PHONY: try setup check test test-slow app screenshots words

try: $(TRY)
	@# Status 1 says that some photos should be retaken: here that is the right answer.
	@$(TRY_VENV)/bin/clearshot assess --overlay $(VERDICTS) assets/examples || test $$? -eq 1
	@echo "The photos with their region maps are in $(VERDICTS)/"

setup: $(SETUP)

check: $(SETUP)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

test: $(SETUP)
	$(VENV)/bin/python -m pytest

test-slow: $(SETUP)
	$(VENV)/bin/python -m pytest -m slow

app: $(SETUP)
	$(VENV)/bin/clearshot app --replay $(REPLAY)

# By the tests' scenes, on the tests' window: no screen is needed.
SHOTS = KIVY_NO_ARGS=1 SDL_VIDEODRIVER=offscreen $(VENV)/bin/python -m tests.ui.screenshots --out assets/screenshots

screenshots: $(SETUP)
	$(SHOTS)
	$(SHOTS) --colours dark --suffix=-dark
	$(SHOTS) --mode office
	$(SHOTS) --mode office --colours dark --suffix=-dark
	KIVY_METRICS_FONTSCALE=2.0 $(SHOTS) --lang es --suffix=-es-200 05-retake

words: $(SETUP)
	$(VENV)/bin/pybabel compile --domain clearshot --directory mobile_app/clearshot/locale

$(TRY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(TRY_VENV)
	$(TRY_VENV)/bin/python $(PIP) -c constraints.txt -e ".[cli]"
	@touch $@

$(SETUP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python $(PIP) -c constraints.txt -e ".[export,benchmark,app,webcam,android,dev]"
	@touch $@
