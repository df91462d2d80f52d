#!/usr/bin/env bash
# Installs what the tests need, then checks and tests everything. The last line counts the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -d node_modules ] || npm ci --no-progress

if ! command -v redis-server >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq redis-server >/dev/null
fi

npm run --silent build
npm run --silent typecheck
npm run --silent lint
npm run --silent format:check
exec node_modules/.bin/vitest run "$@"
