#!/bin/sh
# Makes .venv from requirements.lock.
set -eu
python=$(sh tools/find_python.sh)
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
touch .venv/.ready
