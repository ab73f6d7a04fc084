#!/bin/sh
# Resolves the dependencies of pyproject.toml: all of them, and each layer's part of the same versions.
set -eu
options="--universal --generate-hashes --no-emit-index-url --no-header --quiet"
.venv/bin/uv pip compile $options --all-extras --group sheets --group pictures pyproject.toml -o requirements.lock
.venv/bin/uv pip compile $options -c requirements.lock pyproject.toml -o common/requirements.lock
.venv/bin/uv pip compile $options -c requirements.lock --group sheets -o common/importing/requirements.lock
.venv/bin/uv pip compile $options -c requirements.lock --group pictures -o common/pictures/requirements.lock
