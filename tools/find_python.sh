#!/bin/sh
# Prints a Python to use: 3.10 (the platform's) where one runs, else the newest that will do.
# A name on PATH may be a shim that fails, so each candidate is run.
for candidate in python3.10 "$HOME"/.pyenv/versions/3.10.*/bin/python3.10 python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; then
        echo "$candidate"
        exit 0
    fi
done
echo "missing: python3 3.10 or newer with venv (on Debian: apt-get install python3 python3-venv)" >&2
exit 1
