#!/bin/sh
# Makes node_modules from package-lock.json.
set -eu
if ! node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null; then
    echo "missing: node 20 or newer with npm (on Debian: apt-get install nodejs npm)" >&2
    exit 1
fi
npm ci --no-audit --no-fund --loglevel=error
touch node_modules/.ready
