#!/usr/bin/env bash
# Tests the built wheel, then the sdist, in a new environment outside the repository: test.sh DIST VERSION [PYTHON]
set -euo pipefail

dist=$(cd "$1" && pwd)
version=$2
python=${3:-python3}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/archlint-release.XXXXXX")
cd "$work"

"$python" -I -m venv venv
scripts=$work/venv/bin
[ -d "$scripts" ] || scripts=$work/venv/Scripts
install=("$scripts/python" -I -m pip install --quiet --disable-pip-version-check --no-deps)
cp -R "$root/examples" examples

try() { # try LOCK FILE
  "${install[@]}" --require-hashes --only-binary :all: --requirement "$root/.github/$1/requirements.txt"
  "${install[@]}" --no-index --no-build-isolation --force-reinstall "$2"
  local said status=0
  said=$("$scripts/archlint" --version)
  [ "${said%$'\r'}" = "archlint, version $version" ] || { echo "$2 has the wrong version: $said" >&2; exit 1; }
  "$scripts/archlint" check examples/clean
  "$scripts/archlint" check --format concise examples/broken || status=$?
  [ "$status" = 1 ] || { echo "$2 exits with $status on the broken example, not with 1" >&2; exit 1; }
}

try action "$dist/archlint-$version-py3-none-any.whl"
try release "$dist/archlint-$version.tar.gz" # built with what the wheel was built with
