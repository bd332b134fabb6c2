import type { DomainContext } from "../domain-context.ts";
import { type StoredSecret, secretsNow, vault } from "./stored-secret.ts";
import { notAuthorizedOrNotFound, VaultError } from "./vault-error.ts";
import type { VaultContext } from "./vault-request.ts";
import { summaryView, versionView } from "./views.ts";

const orders = ["ASC", "DESC"];

/** The secrets of a compartment, newest first: those of a name, of a vault, of a lifecycle state. @throws VaultError */
export function listSecrets(domain: DomainContext, c: VaultContext): Response {
  const { compartmentId, name, vaultId, lifecycleState, sortBy = "TIMECREATED", sortOrder = "DESC" } = c.req.query();
  if (compartmentId === undefined) throw new VaultError("MissingParameter", "compartmentId is missing.");
  if (compartmentId !== vault.compartmentOcid) throw notAuthorizedOrNotFound();
  if (!["TIMECREATED", "NAME"].includes(sortBy) || !orders.includes(sortOrder))
    throw new VaultError("InvalidParameter", "sortBy is TIMECREATED or NAME, sortOrder is ASC or DESC.");
  const listed = secretsNow(domain)
    .filter(({ secretName }) => name === undefined || secretName === name)
    .filter(() => vaultId === undefined || vaultId === vault.vaultOcid)
    .map((secret) => ({ key: sortBy === "NAME" ? secret.secretName : secret.timeCreated, view: summaryView(secret) }))
    .filter(
      ({ view }) =>
        lifecycleState === undefined || (view as { lifecycleState?: string }).lifecycleState === lifecycleState,
    )
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  return page(
    c,
    (sortOrder === "ASC" ? listed : listed.toReversed()).map(({ view }) => view),
  );
}

/** The versions of a secret, newest first. @throws VaultError */
export function listVersions(secret: StoredSecret, c: VaultContext): Response {
  const { sortBy = "VERSION_NUMBER", sortOrder = "DESC" } = c.req.query();
  if (sortBy !== "VERSION_NUMBER" || !orders.includes(sortOrder))
    throw new VaultError("InvalidParameter", "sortBy is VERSION_NUMBER, sortOrder is ASC or DESC.");
  const views = secret.versions.map((version) => versionView(secret, version));
  return page(c, sortOrder === "ASC" ? views : views.toReversed());
}

/** A page of a list: `limit` items from the place that `page` names; `opc-next-page` names the next one. */
function page(c: VaultContext, items: readonly object[]): Response {
  const limit = Number(c.req.query("limit") ?? 100);
  const start = Number(c.req.query("page") ?? 0);
  if (!Number.isInteger(limit) || limit < 1 || !Number.isInteger(start) || start < 0)
    throw new VaultError("InvalidParameter", "limit or page is not valid.");
  const end = start + limit;
  if (end < items.length) c.header("opc-next-page", String(end));
  return c.json(items.slice(start, end));
}
