#!/usr/bin/env bash
# Puts the catalogue of an environment into the branch idcs-apps-catalog, if it changed: publish-catalog.sh <environment> <file>
# The branch has nothing but these files, each as <environment>.json, and a commit for each change. Nothing is checked out.
set -euo pipefail

environment=$1 file=$2
branch=idcs-apps-catalog
"$(dirname "$0")/fetch-catalog.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_INDEX_FILE="$work/index"
parent=()
before=none
if git rev-parse --quiet --verify refs/idcs-apps/catalog >/dev/null; then
  git read-tree refs/idcs-apps/catalog
  parent=(-p refs/idcs-apps/catalog)
  before=$(git rev-parse "refs/idcs-apps/catalog^{tree}")
fi
git update-index --add --cacheinfo "100644,$(git hash-object -w --no-filters -- "$file"),$environment.json"
tree=$(git write-tree)
if [ "$tree" = "$before" ]; then
  echo "The catalogue of $environment is as it was."
  exit 0
fi
export GIT_AUTHOR_NAME=idcs-apps GIT_AUTHOR_EMAIL=idcs-apps@localhost
export GIT_COMMITTER_NAME=idcs-apps GIT_COMMITTER_EMAIL=idcs-apps@localhost
commit=$(git commit-tree "$tree" "${parent[@]}" -m "The catalogue of $environment")
git push --quiet origin "$commit:refs/heads/$branch"
echo "Wrote the catalogue of $environment to the branch $branch."
