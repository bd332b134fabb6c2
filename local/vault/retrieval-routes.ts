import type { Hono } from "hono";
import type { Connection } from "../connection.ts";
import type { DomainContext } from "../domain-context.ts";
import { type StoredSecret, type StoredVersion, secretOf, secretsNow, stagesOf, vault } from "./stored-secret.ts";
import { notAuthorizedOrNotFound, VaultError } from "./vault-error.ts";
import { signedRoutes, type VaultContext } from "./vault-request.ts";
import { bundleView } from "./views.ts";

/**
 * The retrieval API of Oracle's vault, under `/20190301`: the contents of secrets.
 *
 * @see npm `oci-secrets`
 */
export function secretRetrieval(domain: DomainContext): Hono<{ Bindings: Connection }> {
  return signedRoutes(domain, "/20190301", (app) => {
    app.post("/secretbundles/actions/getByName", (c) => {
      const { secretName, vaultId } = c.req.query();
      if (secretName === undefined || vaultId === undefined)
        throw new VaultError("MissingParameter", "secretName and vaultId are needed.");
      const secret = secretsNow(domain).find((one) => one.secretName === secretName && vaultId === vault.vaultOcid);
      if (secret === undefined) throw notAuthorizedOrNotFound();
      return bundle(c, secret);
    });
    app.get("/secretbundles/:id", (c) => bundle(c, secretOf(domain, c.req.param("id"))));
  });
}

function bundle(c: VaultContext, secret: StoredSecret): Response {
  // Seen live: the contents of a secret that is planned for deletion are not there (external-secrets, issue 6771).
  const version = secret.timeOfDeletion === undefined ? chosenVersion(c, secret) : undefined;
  if (version === undefined) throw notAuthorizedOrNotFound();
  c.header("etag", secret.etag);
  return c.json(bundleView(secret, version));
}

/** The version that the query names by its stage, number or name; the current one if it names none. */
function chosenVersion(c: VaultContext, secret: StoredSecret): StoredVersion | undefined {
  const { stage, versionNumber, secretVersionName } = c.req.query();
  const named = [stage, versionNumber, secretVersionName].filter((one) => one !== undefined);
  if (named.length > 1)
    throw new VaultError("InvalidParameter", "Only one of stage, versionNumber and secretVersionName may be given.");
  if (versionNumber !== undefined) return secret.versions.find((one) => one.versionNumber === Number(versionNumber));
  if (secretVersionName !== undefined) return secret.versions.find(({ name }) => name === secretVersionName);
  return secret.versions.findLast((version) => stagesOf(secret, version).includes(stage ?? "CURRENT"));
}
