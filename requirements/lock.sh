#!/usr/bin/env bash
# Rewrites the lock files from pyproject.toml: names, versions and hashes, never an index address.
set -euo pipefail
cd "$(dirname "$0")/.."
export_lock() { uv export --quiet --no-header --no-annotate --no-emit-project --format requirements-txt "$@" | sed "/sys_platform == 'never'/,/^[^ ]/{/sys_platform == 'never'/d}" ; }
uv lock --quiet
export_lock --no-default-groups > requirements/requirements.lock
export_lock --only-group dev > requirements/dev.lock
export_lock --only-group bench > requirements/bench.lock
rm -f uv.lock
# Peers with requirements of their own, and without a GPU's library that one of them asks for.
uv pip compile requirements/automl.in --quiet --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
  --override <(echo "nvidia-nccl-cu12 ; sys_platform == 'never'") | sed "/sys_platform == 'never'/,/^[^ ]/{/sys_platform == 'never'/d}" > requirements/automl.lock
# Readers of text that want older packages than ours.
uv pip compile requirements/recognizers.in --quiet --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url > requirements/recognizers.lock
