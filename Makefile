# 明账：常用命令。只需要 python3（3.11 以上）、make、git；有 uv 更快，没有就用 pip。

PORT ?= 8000
PYTHON3 ?= python3
WORKERS ?= auto
DATA ?= var
EXPLORE_PORT ?= 8001

BIN := .venv/bin
PYTHON := $(BIN)/python
READY := .venv/.ready
# 演示有自己的数据文件夹，不受 .env 影响，也不碰开发用的数据；出错时显示网站自己的页面
DEMO := MINGZHANG_ENV=development DEBUG=false DEMO=true DATA_DIR=var/demo DATABASE_URL= MEDIA_ROOT= TASKS_BACKEND=database HTTPS= ADMIN_PATH=admin/

# 读取文件的进程，与网站同时开始，同时结束
WITH_WORKER = $(PYTHON) manage.py worker & worker=$$!; trap "kill $$worker 2>/dev/null" EXIT INT TERM;

PORT_IS_FREE = $(PYTHON) -c 'import socket, sys; sys.exit(socket.socket().connect_ex(("127.0.0.1", $(PORT))) == 0)' || \
  { echo '端口 $(PORT) 已被占用，或不是端口号。请换一个，如 make $@ PORT=8001' >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help setup demo admin run worker explore test test-sqlite test-postgresql check golden accuracy findings reliability bench lock

help: ## 列出这些命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 26

setup: $(READY) ## 建立 .venv 并安装全部依赖

$(READY): requirements-dev.txt
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo '需要 Python 3.11 以上；可用 make PYTHON3=python3.12 指定另一个。' >&2; exit 1; }
	@if command -v uv >/dev/null; then \
	  { [ -x $(PYTHON) ] || uv venv --quiet --python $(PYTHON3) .venv; } && \
	  uv pip install --quiet --python $(PYTHON) --require-hashes -r requirements-dev.txt; \
	else \
	  { [ -x $(PYTHON) ] && $(PYTHON) -m pip --version >/dev/null 2>&1; } || $(PYTHON3) -m venv --clear .venv || \
	  { rm -rf .venv; echo '建不了 .venv：缺少 venv 模块。Debian/Ubuntu 请先 apt-get install python3-venv，或安装 uv。' >&2; exit 1; }; \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt; \
	fi
	@touch $@

demo: $(READY) ## 装入示例文件并打开网站（可用 PORT=8001 换端口）
	@$(PORT_IS_FREE)
	@$(DEMO) $(PYTHON) manage.py migrate --verbosity 0
	@$(DEMO) $(PYTHON) manage.py load_classifications
	@$(DEMO) $(PYTHON) manage.py load_demo --base-url http://127.0.0.1:$(PORT)
	@echo
	@echo '  网站        http://127.0.0.1:$(PORT)/'
	@echo '  后台        http://127.0.0.1:$(PORT)/admin/（账号：另开一个终端执行 make admin）'
	@echo '  停止        Ctrl+C'
	@echo
	@export $(DEMO); $(WITH_WORKER) $(PYTHON) manage.py runserver --noreload 127.0.0.1:$(PORT)

admin: $(READY) ## 给演示建立一个后台账号
	@$(DEMO) $(PYTHON) manage.py createsuperuser

run: $(READY) ## 开发服务器与读取文件的进程（数据在 var/）
	@$(PORT_IS_FREE)
	@$(PYTHON) manage.py migrate --verbosity 0
	@export TASKS_BACKEND=database; $(WITH_WORKER) $(PYTHON) manage.py runserver 127.0.0.1:$(PORT)

worker: $(READY) ## 再开一个读取文件的进程（PostgreSQL 可以开几个）
	TASKS_BACKEND=database $(PYTHON) manage.py worker

explore: $(READY) ## 用 SQL 查已发布的数据（Datasette，只读；演示的：make explore DATA=var/demo）
	@DATA_DIR=$(DATA) $(PYTHON) manage.py write_data
	$(BIN)/datasette serve $(DATA)/whole/latest/explore --port $(EXPLORE_PORT)

test: test-sqlite test-postgresql check ## 全部测试：SQLite、PostgreSQL，然后 make check

test-sqlite: $(READY) ## 在 SQLite 上测试
	$(PYTHON) -m pytest -n $(WORKERS) --dist loadgroup

test-postgresql: $(READY) ## 用到数据库的测试，再在 PostgreSQL 上做一遍
	$(PYTHON) tests/with_postgresql.py -n $(WORKERS) --dist loadgroup

check: $(READY) ## 格式、类型、各层的依赖、迁移、模板、无用的名字与过长的模块、安全
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py check --fail-level WARNING
	$(BIN)/djlint templates --lint --quiet
	$(PYTHON) tests/house.py
	$(BIN)/bandit --quiet --recursive config disclosures --skip B101 2>/dev/null

golden: $(READY) ## 重写解析结果的样本；提交前逐份读过
	$(PYTHON) tests/parsing/golden.py --write

accuracy: $(READY) ## 按样本底稿给解析评分，写入 disclosures/data/accuracy.json
	$(PYTHON) manage.py measure_accuracy

findings: $(READY) ## 量核对：查准率、查全率，按逐条判断过的不一致（要旁边的 ../shared；NAMES="文件名…" 只读几个，不写）
	$(PYTHON) manage.py measure_findings $(NAMES)

reliability: $(READY) ## 可靠性：改坏的文件，被杀的进程，四百个文件，同时做的事，docker-compose.yml 的各步（一两个小时）
	$(PYTHON) tests/reliability/mutated_files.py
	$(PYTHON) tests/reliability/killed_workers.py --database sqlite
	$(PYTHON) tests/reliability/killed_workers.py --database postgresql
	$(PYTHON) tests/reliability/two_workers.py
	$(PYTHON) tests/reliability/many_files.py --database sqlite
	$(PYTHON) tests/reliability/many_files.py --database postgresql --workers 2
	$(PYTHON) tests/reliability/together.py --database sqlite
	$(PYTHON) tests/reliability/together.py --database postgresql
	$(PYTHON) tests/operations/steps.py
	API_EXAMPLES=50 $(PYTHON) -m pytest -q tests/pages/test_api_hostile.py

bench: $(READY) ## 量速度：解析，核对，一百万个金额上的页面与搜索（SQLite、PostgreSQL）
	$(PYTHON) tests/benchmarks/parse_pdf.py
	$(PYTHON) tests/benchmarks/import_cost.py
	$(PYTHON) tests/benchmarks/reconcile.py
	$(PYTHON) tests/benchmarks/scale.py

lock: ## 按 requirements*.in 重新锁定版本（需要 uv）
	for name in requirements requirements-ocr requirements-s3 requirements-explore requirements-dev; do \
	  uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --universal \
	    --python-version 3.11 $$name.in --output-file $$name.txt || exit 1; \
	done
