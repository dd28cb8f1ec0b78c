# Every command of the house; CI runs the same ones. `make help` lists them.
PORT ?= 8000
PYTHON ?=
BIN := .venv/bin
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup run dev test cover lint types format lock bench screenshots clean

help:  ## danh sách lệnh / this list
	@sed -n 's/^\([a-z]*\):.*##/\1\t/p' Makefile | expand -t 14

setup:  ## dựng môi trường để chạy / build the environment (.venv) and the message catalogues
	@sh tools/setup.sh base && $(BIN)/python tools/messages.py

run: setup  ## chạy Dân vận với tỉnh mẫu / serve with the sample province (PORT=8000)
	@$(BIN)/danvan init --sample bac-giang && exec $(BIN)/danvan serve --port $(PORT)

dev:  ## như setup, thêm công cụ làm việc / setup plus the tools for work on the code
	@sh tools/setup.sh dev && $(BIN)/python tools/messages.py

test: dev lint types  ## lint, types and every test on SQLite and PostgreSQL (ARGS="-k word")
	@$(BIN)/python tools/test.py $(ARGS)

cover: dev  ## the tests with branch coverage
	@$(BIN)/python tools/test.py --cov --cov-report=term-missing:skip-covered $(ARGS)

lint: dev  ## style, import order between packages, templates, missing migrations
	@$(BIN)/python tools/lint.py

types: dev  ## mypy --strict
	@$(BIN)/mypy

format: dev  ## put code and templates into the house format
	@$(BIN)/ruff check --fix --exit-zero --quiet . ; $(BIN)/ruff format . ; $(BIN)/python tools/lint.py --format

lock: dev  ## compile requirements/*.txt anew (ARGS=--upgrade for newer versions)
	@sh tools/lock.sh $(ARGS)

bench: dev  ## measure import, pages and roll-ups against their yardsticks
	@$(BIN)/python -m bench $(ARGS)

screenshots: dev  ## pictures of every main page into build/screenshots, those of the guide into docs/pictures
	@$(BIN)/python tools/pictures.py && $(BIN)/python tools/screenshots.py $(ARGS)

clean:  ## remove what was built (not var/, which holds your data)
	@rm -rf .venv build dist staticfiles htmlcov .coverage* .*_cache .hypothesis; find danvan -name '*.mo' -delete
