#!/usr/bin/env bash
# Fetches the branch with the catalogues, which publish-catalog.sh writes, as the ref refs/idcs-apps/catalog. There is none until the
# first nightly run: then a review does not compare names.
set -euo pipefail

branch=idcs-apps-catalog
found=0
git ls-remote --exit-code --heads origin "refs/heads/$branch" >/dev/null || found=$?
case $found in
  0) git fetch --quiet --no-tags --no-recurse-submodules --depth=1 origin "+refs/heads/$branch:refs/idcs-apps/catalog" ;;
  2) echo "There is no branch $branch yet: the nightly run writes it." ;;
  *) exit "$found" ;;
esac
