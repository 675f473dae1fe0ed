#!/usr/bin/env bash
# What the action's one step runs. Everything else is told to the program by its environment (see action.yml).
set -euo pipefail

program=${MEMOS_WEEKLY_BINARY_PATH:-}
if [ -z "$program" ]; then
  cache=${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:?}}/memos-weekly
  cargo build --quiet --release --locked --manifest-path "$GITHUB_ACTION_PATH/Cargo.toml" --target-dir "$cache"
  program=$cache/release/memos-weekly
fi
exec "$program" "${MEMOS_WEEKLY_COMMAND:-run}"
