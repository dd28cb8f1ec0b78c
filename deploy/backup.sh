#!/bin/sh
# Makes a backup in a folder and keeps the newest N: backup.sh FOLDER N. An older one goes only when a new one is there.
set -eu
folder=$1 keep=$2
danvan=${DANVAN_COMMAND:-/opt/danvan/.venv/bin/danvan}
"$danvan" backup "$folder/danvan-$(date +%Y%m%d-%H%M%S).zip"
# the names hold no spaces and sort by their date
# shellcheck disable=SC2012
ls -1 "$folder"/danvan-*.zip | sort -r | tail -n +"$((keep + 1))" | while read -r old; do rm -f -- "$old"; done
