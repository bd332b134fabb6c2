#!/usr/bin/env bash
# Reviews a commit with the program that is checked out: review.sh <base> <head> <comment> [approvers]
#   <comment>    the file that the review is written to
#   [approvers]  a file with the user names of those who approved <head>, one per line
# The catalogues are those of the ref refs/idcs-apps/catalog, if there is one: fetch-catalog.sh.
# Exit code: that of `idcs-apps review`: 0 nothing to object, 2 refused, 1 error.
set -euo pipefail

base=$1 head=$2 comment=$3 approvers=${4-}
catalogs=$(mktemp -d)
trap 'rm -rf "$catalogs"' EXIT

options=()
if git rev-parse --quiet --verify refs/idcs-apps/catalog >/dev/null; then
  git ls-tree --name-only refs/idcs-apps/catalog >"$catalogs/names"
  while IFS= read -r file; do
    environment=${file%.json}
    # The base decides which environments there are; a catalogue of one that it no longer has is not used.
    git cat-file -e "$base:environments/$environment.yaml" 2>/dev/null || continue
    git cat-file blob "refs/idcs-apps/catalog:$file" >"$catalogs/$file"
    options+=(--catalog "$environment=$catalogs/$file")
  done <"$catalogs/names"
fi
if [ -n "$approvers" ]; then
  while IFS= read -r name; do options+=(--approved-by "$name"); done <"$approvers"
fi
if [ -n "${GITHUB_ACTIONS-}" ]; then options+=(--github); fi

npm run --silent idcs-apps -- review --base "$base" --head "$head" --markdown "$comment" "${options[@]}"
