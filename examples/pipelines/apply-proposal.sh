#!/usr/bin/env bash
# Puts what a commit changes in teams/ into the files that are checked out: apply-proposal.sh <commit>
# For a privileged preview. Only teams/ changes: the program, the environments and so the addresses that credentials are sent to
# stay those of the main branch. A link of the commit becomes a small file with its target's name, which is no manifest.
set -euo pipefail

commit=$1
git rev-parse --quiet --verify "$commit^{commit}" >/dev/null || {
  echo "There is no commit $commit: fetch it first." >&2
  exit 1
}
git diff --no-ext-diff --no-textconv --binary "HEAD...$commit" -- teams |
  git -c core.symlinks=false apply --allow-empty --whitespace=nowarn
others=$(git diff --name-only "HEAD...$commit" -- . ':(exclude)teams')
if [ -n "$others" ]; then
  echo "Not previewed, because only teams/ is: $(wc -l <<<"$others") other changed files."
fi
