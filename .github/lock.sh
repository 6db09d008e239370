#!/usr/bin/env bash
# Writes the lock files from pyproject.toml: exact versions with the hashes of all their files, for every Python and
# platform. Needs uv. The action installs action/requirements.txt, the release builds with release/requirements.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

# Versions that a lock file already has stay, unless an option such as --upgrade changes them.
lock() { # lock SOURCE FILE OPTION...
  local source=$1 file=$2
  shift 2
  uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-annotate \
    --custom-compile-command "bash .github/lock.sh --upgrade" --output-file "$file" "$@" "$source"
}

build=$(mktemp)
trap 'rm -f "$build"' EXIT
sed -n '/^\[build-system\]/,/^$/s/^requires = \["\(.*\)"\]$/\1/p' pyproject.toml >"$build"
[ -s "$build" ] || { echo "pyproject.toml: no requires = [\"...\"] in [build-system]" >&2; exit 1; }

lock pyproject.toml .github/action/requirements.txt "$@"
lock "$build" .github/release/requirements.txt "$@"
