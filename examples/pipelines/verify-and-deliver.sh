#!/usr/bin/env bash
# Requests tokens with the clients of each stack that a run of the fleet has changed, and delivers them: verify-and-deliver.sh <report>
#   <report>  what `idcs-apps fleet up --json` printed
# DELIVERY_VAULT, DELIVERY_COMPARTMENT and DELIVERY_KEY are OCIDs; without DELIVERY_VAULT nothing is delivered here. Clients whose
# manifest says `deliver:` were delivered by the run itself.
# Exit code: 0, or 1 if a client gets no token or could not be delivered; all stacks are tried.
set -euo pipefail

report=$1
stacks=$(npm run --silent forge -- changed-stacks "$report")
failed=0
for stack in $stacks; do
  # What the environment's file declares has no clients.
  if [ "${stack#*.}" = environment ]; then continue; fi
  options=(--stack "$stack")
  if [ -n "${GITHUB_ACTIONS-}" ]; then options+=(--github); fi
  if ! npm run --silent idcs-apps -- verify "${options[@]}"; then
    echo "$stack: not delivered, because a client gets no token." >&2
    failed=1
    continue
  fi
  if [ -z "${DELIVERY_VAULT-}" ]; then continue; fi
  npm run --silent idcs-apps -- deliver --all --stack "$stack" --vault "$DELIVERY_VAULT" \
    --compartment "$DELIVERY_COMPARTMENT" --key "$DELIVERY_KEY" --secret-name "$stack-{client}" || failed=1
done
exit "$failed"
