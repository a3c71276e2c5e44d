#!/usr/bin/env bash
# The suite: by default without the slow tests and without real peers; everything with CI=true.
set -euo pipefail
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} PYTHONDONTWRITEBYTECODE=1
if [ "${CI:-}" = true ]; then
    exec .venv/bin/python -m pytest -n 2 --dist loadgroup
fi
exec .venv/bin/python -m pytest -n 2 --dist loadgroup -m "not slow and not peer"
