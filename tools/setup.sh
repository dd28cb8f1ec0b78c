#!/bin/sh
# Builds .venv from the pinned, hashed requirements: `tools/setup.sh base` to run, `dev` to work on it.
# Does nothing when .venv already holds what is asked for.
set -eu
cd "$(dirname "$0")/.."
want=${1:-base}
bin=.venv/bin

key() { { cat "requirements/$1.txt" tools/setup.sh; sed '/^\[tool/q' pyproject.toml; } | cksum; }
stands() { [ -x $bin/danvan ] && [ "$(cat ".venv/.stamp-$1" 2>/dev/null)" = "$(key "$1")" ] && $bin/python -c ''; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    cat >&2 <<'MESSAGE'
Danvan cần Python 3.11 trở lên nhưng máy này chưa có (hoặc PYTHON chỉ sai chỗ).
  Debian 12+ / Ubuntu 24.04+:  apt-get install python3 python3-venv
Danvan needs Python 3.11 or newer and found none. If it is somewhere special: make setup PYTHON=/where/python3
MESSAGE
    exit 1
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian splits ensurepip off into a package of its own; a CI machine may fetch it unasked
        if [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null
        else
            cat >&2 <<'MESSAGE'
Python trên máy này thiếu mô-đun "venv/ensurepip" nên chưa dựng được môi trường.
  Debian / Ubuntu, với quyền quản trị:  apt-get install python3-venv     rồi chạy lại lệnh vừa rồi.
This Python lacks venv/ensurepip. As root: apt-get install python3-venv, then run the same command again.
MESSAGE
            exit 1
        fi
    fi
    rm -rf .venv
    "$python" -m venv .venv
}

if stands "$want" || { [ "$want" = base ] && stands dev; }; then
    exit 0
fi
if ! $bin/python -m pip --version >/dev/null 2>&1; then
    make_venv
fi
echo "Đang dựng môi trường / building the environment ($want)…"
pip() { $bin/python -m pip --disable-pip-version-check -qq "$@"; }
# the lists are complete, so nothing else is resolved (pyproject.toml leaves a dependency out on purpose)
pip install --no-deps --require-hashes --only-binary :all: -r "requirements/$want.txt"
pip install --no-deps --no-build-isolation --no-index --editable .
key "$want" > ".venv/.stamp-$want"
