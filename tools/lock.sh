#!/bin/sh
# Compiles requirements/*.txt from pyproject.toml: pinned, hashed, for every Python from 3.11 on,
# without any address. uv comes into a throw-away environment, so that it is no requirement of ours.
# `tools/lock.sh --upgrade` takes the newest versions; without it the pins stay where they can.
set -eu
cd "$(dirname "$0")/.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
.venv/bin/python -m venv "$tmp"
"$tmp/bin/python" -m pip install -qq --disable-pip-version-check uv
compile() {
    out=$1; shift
    # the header is ours: uv's own would name the command with its paths
    "$tmp/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --output-file "$out" "$@"
    { echo "# Compiled by 'make lock' from pyproject.toml. Do not edit."; cat "$out"; } > "$tmp/out"
    cat "$tmp/out" > "$out"
}
compile requirements/base.txt --group build "$@"
compile requirements/dev.txt --group build --group dev --constraints requirements/base.txt "$@"
