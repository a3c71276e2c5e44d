#!/usr/bin/env bash
# The suite: by default without the slow tests and without real peers; everything with CI=true.
set -euo pipefail
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} PYTHONDONTWRITEBYTECODE=1
# A process of the tests that dies ends the run and names its test: with groups, a new one would be waited for without end.
run=(.venv/bin/python -m pytest -n 2 --dist loadgroup --max-worker-restart=0)
if [ "${CI:-}" = true ]; then
    exec "${run[@]}"
fi
exec "${run[@]}" -m "not slow and not peer"
