# Two commands do all the set-up: `make run` serves, `make test` tests. README.md says more.

PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
PROCESSES ?= 2
BIN := .venv/bin
OURS := ipplans documents tasks targets plans tests
QUICK := tests/plans tests/targets tests/tasks tests/documents/test_cell_path.py tests/documents/test_extract.py \
	tests/documents/test_lint.py tests/documents/test_loading.py tests/test_structure.py tests/test_query_budgets.py

.PHONY: bundle pictures run test quick check audit bench load mutants stateful structure messages lock clean
.DEFAULT_GOAL := run

run: var/assets.stamp
	@$(BIN)/python manage.py migrate --verbosity 0
	@if [ "$(DEMO)" != "0" ]; then $(BIN)/python manage.py loadplans && $(BIN)/python manage.py loaddemo; \
	else $(BIN)/python manage.py loadregions; fi
	@$(BIN)/python manage.py welcome --port $(PORT)
	@$(BIN)/python manage.py work --beside $$$$ & BIND=$${BIND:-127.0.0.1:$(PORT)} exec $(BIN)/gunicorn

test: .venv/dev.stamp var/assets.stamp
	@$(BIN)/python -m tests.machine chromium fonts postgresql redis gettext pdf office nginx systemd openssl
	@echo "== SQLite =="
	@$(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal
	@echo "== PostgreSQL =="
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal -m "not own_database"

# What tells most in under a minute: SQLite, no browser.
quick: .venv/dev.stamp var/assets.stamp
	@$(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal $(QUICK)

check: .venv/dev.stamp var/assets.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(OURS)
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive ipplans documents tasks targets plans gunicorn.conf.py
	$(BIN)/djlint --check --lint templates
	$(BIN)/djlint --profile jinja --extension jinja --lint templates/rows
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	HTTPS=1 $(BIN)/python manage.py check --deploy --fail-level WARNING

# Which installed versions have known holes; asks the public register, so needs a network.
audit: .venv/dev.stamp
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip

# One archive with all that an office without the internet needs (docs/operating.md).
bundle: .venv/run.stamp
	@$(BIN)/python -m ipplans.bundle dist

# The pictures of the help (docs/user), from the running product.
pictures: .venv/dev.stamp var/assets.stamp
	@$(BIN)/python -m tests.machine chromium fonts
	@$(BIN)/python -m tests.pictures

bench: .venv/dev.stamp var/assets.stamp
	@$(BIN)/python -m tests.machine chromium postgresql
	@$(BIN)/python -m tests.bench

# Two hundred people at once on a made-up country: is anybody kept waiting, is anything lost? (LOAD: tests/load.py)
LOAD ?=
load: .venv/dev.stamp var/assets.stamp
	@$(BIN)/python -m tests.machine postgresql redis
	@$(BIN)/python -m tests.load $(LOAD)

# Put small errors into the rules, one at a time: each should fail a test.
mutants: .venv/dev.stamp var/assets.stamp
	@$(BIN)/python -m tests.mutants $(PROCESSES)

# The long searches: a year played at random through the real doors (PLAY = examples x steps), made-up documents read,
# entry workbooks written and read back.
PLAY ?= 200x50
STALE ?= 100x20
DOCUMENTS ?= 2000
WORKBOOKS ?= 200
QUESTIONS ?= 300
stateful: .venv/dev.stamp var/assets.stamp
	@STATEFUL=$(PLAY) $(BIN)/python -m pytest tests/test_year_played.py
	@NEVER_STALE=$(STALE) $(BIN)/python -m pytest tests/test_never_stale.py
	@DOCUMENTS=$(DOCUMENTS) $(BIN)/python -m pytest -s tests/documents/test_generated_documents.py
	@WORKBOOKS=$(WORKBOOKS) $(BIN)/python -m pytest tests/documents/test_entry_workbook.py
	@API_EXAMPLES=$(QUESTIONS) $(BIN)/python -m pytest tests/ipplans/test_api_searched.py

# Write the listing of modules into docs/architecture.md.
structure: .venv/dev.stamp
	@$(BIN)/python -m tests.structure

# Collect new screen texts into the catalogue (needs the gettext programs).
messages: .venv/dev.stamp
	$(BIN)/python manage.py makemessages --locale zh_Hans --extension html,txt,py,jinja --no-location --no-wrap --ignore .venv --ignore var --ignore tests

# Pin every package with its hash; names no registry.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv var

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python lacks its venv module. On Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/run.stamp: .venv/python.stamp requirements.lock
	@echo "Installing packages …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	@echo "Installing packages for tests and checks …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

var/assets.stamp: .venv/run.stamp $(shell find static) $(wildcard locale/*/LC_MESSAGES/*.po) ipplans/assets.py ipplans/static_storage.py
	@echo "Preparing static files and translations …"
	@mkdir -p var
	@$(BIN)/pybabel --quiet compile --directory locale --domain django
	@$(BIN)/python manage.py vendorassets > /dev/null
	@$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@
