#!/usr/bin/env bash
# Builds everything and runs every test project; the last line sums them up.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test LossGen.sln -c Release 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
read -r passed failed < <(awk '
  /(Passed|Failed)! +- Failed:/ {
    line = $0; gsub(/,/, "", line); n = split(line, w, / +/)
    for (k = 1; k < n; k++) { if (w[k] == "Failed:") f += w[k + 1]; if (w[k] == "Passed:") p += w[k + 1] }
  }
  END { print p + 0, f + 0 }' "$log")
# A project that does not build, or a test host that dies, reports no failed test.
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$passed" -eq 0 ]; then status=1; fi
echo "$passed passed, $failed failed"
exit "$status"
