#!/usr/bin/env bash
# Runs archlint for action.yml. Inputs come as environment variables and are never pasted into a command, because a
# stranger may have written the values. This step always ends with status 0 and puts archlint's status in an output, so
# that reports are uploaded before the last step fails the job.
set -euo pipefail

token=archlint-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

# A value can have several lines. The token keeps a line from being read as another output.
output() { printf '%s<<%s\n%s\n%s\n' "$1" "$token" "$2" "$token" >>"$GITHUB_OUTPUT"; }

give_up() { # give_up MESSAGE (one line, without text from inputs)
  printf '::error title=archlint::%s\n' "$1"
  exit 0
}

# Until archlint has run, the status is that of a check that failed to run.
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

# -I keeps Python from importing modules of the tree, which is the current folder. The dependencies are installed by
# version and hash. archlint itself runs from the action's own checkout, without a build.
python=${INPUT_PYTHON:-python3}
here=$GITHUB_ACTION_PATH/.github/action
if [ -n "${ARCHLINT:-}" ]; then
  archlint=("$ARCHLINT")
else
  "$python" -I -m venv "$work/venv" || give_up "the input python must be a Python 3.10 or later with venv"
  python=$work/venv/bin/python
  [ -f "$python" ] || python=$work/venv/Scripts/python.exe
  "$python" -I -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
    --requirement "$here/requirements.txt" 2>&1 ||
    give_up "pip can't install archlint's dependencies; they need Python 3.10 or later and a package index"
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

# A file of the tree can be named `::error ...`, so the runner must not read what archlint prints as a command. Both
# streams are joined, because the runner doesn't keep their order.
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
