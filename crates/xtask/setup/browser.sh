#!/usr/bin/env bash
# Playwright against a portal of its own, which end2end/playwright.config.ts starts. Arguments go to Playwright.
# Needs target/debug/slipway and target/site-dev.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../../end2end"
exec ./node_modules/.bin/playwright test "$@"
