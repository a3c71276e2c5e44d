#!/usr/bin/env bash
# torch first, by its exact version, then Detoxify on top. Goes on without when it would bring CUDA packages.
set -euo pipefail
cd "$(dirname "$0")/.."
pip=".venv/bin/python -m pip --disable-pip-version-check"
index=${TORCH_INDEX:+--index-url $TORCH_INDEX}
if [ -z "$index" ] && $pip install --dry-run torch==2.13.0 2>/dev/null | grep -q 'nvidia-'; then
    echo "torch from the usual index would bring several gigabytes of nvidia-* packages, so it is left out."
    echo "The desk runs on the embedded scorer. For Detoxify give an index of CPU builds:"
    echo "  make detoxify TORCH_INDEX=URL"
    exit 0
fi
# shellcheck disable=SC2086
$pip install -q $index torch==2.13.0
.venv/bin/python packaging/requirements.py --convert > .venv/requirements-detoxify.txt
$pip install -q -r .venv/requirements-detoxify.txt
echo "Detoxify is installed. moderator doctor shows it."
