import { tenancy } from "../domain-context.ts";
import { fingerprintOf } from "../rsa-key.ts";
import { type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Directory } from "../storage/directory.ts";
import { named } from "./named.ts";
import type { SeedEntry } from "./seed-schema.ts";

/**
 * The registered key of a principal that signs its requests: of a user, or of no user.
 *
 * @throws ScimError for an unknown user, and a public key that cannot be read
 */
export function signerKey(
  { publicKey, user: userName, principal, adminRoles }: SeedEntry<"signers">,
  directory: Directory,
): Resource {
  const user = userName === undefined ? undefined : named(directory, "User", "userName", userName);
  const ocid = principal ?? textOf(user, "ocid") ?? "";
  const id = `${tenancy.tenancyOcid}/${ocid}/${fingerprint(publicKey)}`;
  return { id, publicKey, ...(user === undefined ? { principal: ocid } : { userId: user.id }), adminRoles };
}

function fingerprint(publicKey: string): string {
  try {
    return fingerprintOf(publicKey);
  } catch {
    throw new ScimError("invalidValue", "publicKey: it is not a public key in PEM.");
  }
}
