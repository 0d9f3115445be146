#!/usr/bin/env bash
# Brings Python 3.11 or newer, and installs dropgrade with what it needs into a virtual environment beside this file.
#
# dropgrade comes from wheels/, and what it needs from there or from the package index, as do the packages that problems
# allow, which packages.txt lists. Versions are those with which the pack was made; where they cannot be had for this
# Python, the newest that fit. DROPGRADE_PYTHON names an interpreter.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

fits() {
    command -v "$1" >/dev/null 2>&1 \
        && "$1" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

chosen() {
    for name in "${DROPGRADE_PYTHON:-python3.13}" python3.13 python3.12 python3.11 python3.14 python3; do
        if fits "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

bring() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q || return 1
    for version in 3.13 3.12 3.11; do
        apt-get install -y -q "python$version" "python$version-venv" && return
    done
    return 1
}

if ! python="$(chosen)"; then
    echo "dropgrade: there is no Python 3.11 or newer here; bringing one with apt-get." >&2
    bring || true
    if ! python="$(chosen)"; then
        echo "dropgrade: no Python 3.11 or newer could be had. Choose a newer base image, such as Ubuntu 24.04." >&2
        exit 1
    fi
fi
echo "dropgrade: using $python ($("$python" --version))"
rm -rf "$here/.venv"
"$python" -m venv "$here/.venv"

install() {
    "$here/.venv/bin/python" -m pip install -q --disable-pip-version-check --find-links "$here/wheels" "$@" \
        --requirement "$here/packages.txt" "$here"/wheels/dropgrade-*.whl
}

if ! install --constraint "$here/constraints.txt"; then
    echo "dropgrade: the versions in constraints.txt do not all fit here; installing the newest that do." >&2
    install
fi
"$here/.venv/bin/dropgrade" --version
"$here/.venv/bin/dropgrade" doctor || echo "dropgrade: each result will say what is missing above, and needs review."
