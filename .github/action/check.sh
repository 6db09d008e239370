#!/usr/bin/env bash
# The work of action.yml. Inputs come as environment variables and are never pasted into a command: the values of a
# workflow can hold what a stranger wrote. The exit status goes to an output, so that reports are uploaded before the
# last step fails the job.
set -euo pipefail

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

# Until archlint has spoken, the verdict is "could not be checked".
output exit-code 2

one_of() { # one_of NAME VALUE ALLOWED...
  local name=$1 value=$2
  shift 2
  local allowed
  for allowed in "$@"; do [ "$value" = "$allowed" ] && return 0; done
  printf '::error title=archlint::the input %s must be one of: %s\n' "$name" "$*"
  exit 2
}

one_of fail-on "${INPUT_FAIL_ON:=error}" error warning note never
one_of annotations "${INPUT_ANNOTATIONS:=true}" true false
one_of summary "${INPUT_SUMMARY:=true}" true false
one_of upload "${INPUT_UPLOAD:=false}" true false

work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/archlint.XXXXXX")

if [ -z "${ARCHLINT:-}" ]; then
  "${INPUT_PYTHON:-python3}" -m venv "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"
  ARCHLINT=$work/venv/bin/archlint
fi

sarif=${INPUT_SARIF:-}
if [ -z "$sarif" ] && [ "$INPUT_UPLOAD" = true ]; then sarif=$work/archlint.sarif; fi

arguments=(check --fail-on "$INPUT_FAIL_ON" --format text --format "json=$work/archlint.json")
[ -z "${INPUT_CONFIG:-}" ] || arguments+=(--config "$INPUT_CONFIG")
[ "$INPUT_ANNOTATIONS" = false ] || arguments+=(--format "github=$work/annotations")
[ "$INPUT_SUMMARY" = false ] || arguments+=(--format "markdown=$work/summary.md")
[ -z "$sarif" ] || arguments+=(--format "sarif=$sarif")
[ -z "${INPUT_JUNIT:-}" ] || arguments+=(--format "junit=$INPUT_JUNIT")
while IFS= read -r line; do
  [ -z "$line" ] || arguments+=(--mapping "$line")
done <<<"${INPUT_MAPPING:-}"
while IFS= read -r line; do
  [ -z "$line" ] || arguments+=("$line")
done <<<"${INPUT_ARGS:-}"
[ -z "${INPUT_PATH:-}" ] || arguments+=(-- "$INPUT_PATH")

# A file of the tree may be called `::error ...`: nothing that archlint prints here is a command to the runner.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '::stop-commands::%s\n' "$token"
status=0
FORCE_COLOR=${FORCE_COLOR:-1} "$ARCHLINT" "${arguments[@]}" || status=$?
printf '\n::%s::\n' "$token"

if [ -f "$work/annotations" ]; then cat "$work/annotations"; fi
if [ -f "$work/summary.md" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi

findings=""
if [ -f "$work/archlint.json" ] && [ "$status" -le 1 ]; then
  findings=$("${INPUT_PYTHON:-python3}" -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["findings"]))' \
    "$work/archlint.json")
fi
output exit-code "$status"
output findings "$findings"
output sarif-file "$([ -z "$sarif" ] || { [ -f "$sarif" ] && printf '%s' "$sarif"; } || true)"
output junit-file "$([ -z "${INPUT_JUNIT:-}" ] || { [ -f "$INPUT_JUNIT" ] && printf '%s' "$INPUT_JUNIT"; } || true)"
