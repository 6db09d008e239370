#!/usr/bin/env bash
# The work of action.yml. Inputs come as environment variables and are never pasted into a command: the values of a
# workflow can hold what a stranger wrote. This step ends with status 0 and leaves archlint's to an output, so that
# reports are uploaded before the last step fails the job.
set -euo pipefail

token=archlint-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

# A value may have several lines; none of them can pass for another output.
output() { printf '%s<<%s\n%s\n%s\n' "$1" "$token" "$2" "$token" >>"$GITHUB_OUTPUT"; }

give_up() { # give_up MESSAGE (ours, on one line)
  printf '::error title=archlint::%s\n' "$1"
  exit 0
}

# Until archlint has spoken, the verdict is "could not be checked".
output exit-code 2

one_of() { # one_of NAME VALUE ALLOWED...
  local name=$1 value=$2
  shift 2
  local allowed
  for allowed in "$@"; do [ "$value" = "$allowed" ] && return 0; done
  give_up "the input $name must be one of: $*"
}

one_of fail-on "${INPUT_FAIL_ON:=error}" error warning note never
one_of annotations "${INPUT_ANNOTATIONS:=true}" true false
one_of summary "${INPUT_SUMMARY:=true}" true false
one_of upload "${INPUT_UPLOAD:=false}" true false

work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/archlint.XXXXXX")

# Python is run with -I: else it would take a module of the tree, which stands in the current folder, for its own. What
# archlint needs is installed by version and hash; archlint itself is run from the action's own checkout, not built.
python=${INPUT_PYTHON:-python3}
here=$GITHUB_ACTION_PATH/.github/action
if [ -n "${ARCHLINT:-}" ]; then
  archlint=("$ARCHLINT")
else
  "$python" -I -m venv "$work/venv" || give_up "the input python names no Python 3.10 or later with venv"
  python=$work/venv/bin/python
  [ -f "$python" ] || python=$work/venv/Scripts/python.exe
  "$python" -I -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
    --requirement "$here/requirements.txt" 2>&1 ||
    give_up "what archlint needs could not be installed: it takes Python 3.10 or later and a package index"
  archlint=("$python" -I "$here/run.py")
fi

sarif=${INPUT_SARIF:-}
junit=${INPUT_JUNIT:-}
if [ -z "$sarif" ] && [ "$INPUT_UPLOAD" = true ]; then sarif=$work/archlint.sarif; fi

arguments=(check --fail-on "$INPUT_FAIL_ON" --format text --format "json=$work/archlint.json")
[ -z "${INPUT_CONFIG:-}" ] || arguments+=("--config=$INPUT_CONFIG")
[ "$INPUT_ANNOTATIONS" = false ] || arguments+=(--format "github=$work/annotations")
[ "$INPUT_SUMMARY" = false ] || arguments+=(--format "markdown=$work/summary.md")
[ -z "$sarif" ] || arguments+=(--format "sarif=$sarif")
[ -z "$junit" ] || arguments+=(--format "junit=$junit")
while IFS= read -r line; do
  [ -z "$line" ] || arguments+=("--mapping=$line")
done <<<"${INPUT_MAPPING:-}"
while IFS= read -r line; do
  [ -z "$line" ] || arguments+=("$line")
done <<<"${INPUT_ARGS:-}"
[ -z "${INPUT_PATH:-}" ] || arguments+=(-- "$INPUT_PATH")

# A file of the tree may be called `::error ...`: nothing that archlint prints here is a command to the runner. Both
# streams go one way, since the runner reads each at its own pace and knows no order between them.
printf '::stop-commands::%s\n' "$token"
status=0
FORCE_COLOR=${FORCE_COLOR:-1} "${archlint[@]}" "${arguments[@]}" 2>&1 || status=$?
printf '\n::%s::\n' "$token"

if [ -f "$work/annotations" ]; then cat "$work/annotations"; fi
if [ -f "$work/summary.md" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi

output exit-code "$status"
if [ -f "$work/archlint.json" ] && [ "$status" -le 1 ]; then
  sum='import json, sys; print(sum(json.load(open(sys.argv[1], encoding="utf-8"))["summary"]["severities"].values()))'
  output findings "$("$python" -I -c "$sum" "$work/archlint.json")"
fi
if [ -n "$sarif" ] && [ -f "$sarif" ]; then output sarif-file "$sarif"; fi
if [ -n "$junit" ] && [ -f "$junit" ]; then output junit-file "$junit"; fi
