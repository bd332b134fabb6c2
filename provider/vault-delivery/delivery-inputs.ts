import { type OpenMembers, placeOf } from "../../naming/delivered-document.ts";
import type { SecretPlace } from "../../vault/deliver-to-vault.ts";
import { quote } from "../../wording/quote.ts";
import type { Shape } from "../property-table/property-table.ts";
import { isAbsent, type Values } from "../values/property-values.ts";

/** The properties of a delivery. None of them is secret. */
export const deliveryShape: Shape = {
  idcsEndpoint: { kind: "string", input: "required" },
  /** The id of the application whose secret is delivered. */
  application: { kind: "string", input: "required" },
  /** The document without the secret, as JSON. */
  document: { kind: "string", input: "required" },
  /** Which secret it is: tags of the application of which a change regenerates it. */
  secretTags: { kind: "strings", input: "optional" },
  /** Whether the client is retired, so that its secret gets no token. */
  retired: { kind: "boolean", input: "optional" },
  /** The OCID of a secret in the vault; otherwise the next four say where it is, or is to be. */
  secret: { kind: "string", input: "optional" },
  vault: { kind: "string", input: "optional" },
  compartment: { kind: "string", input: "optional" },
  key: { kind: "string", input: "optional" },
  secretName: { kind: "string", input: "optional" },
  /** The OCID of the secret that has the document. */
  vaultSecret: { kind: "string" },
  /** The number of its current version. */
  version: { kind: "number" },
  /** The SHA-256 of the document. */
  sha256: { kind: "string" },
  /** Whether a refresh has found that the vault has something else than the domain. */
  outdated: { kind: "boolean" },
};

/** The inputs that say where the secret is. */
export const placeInputs = ["secret", "vault", "compartment", "key", "secretName"] as const;

/** Where the secret of the vault is, or is to be. */
export function placeIn(inputs: Values): SecretPlace {
  const { secret, vault, compartment, key, secretName } = inputs;
  if (!isAbsent(secret)) return { secretId: String(secret) };
  return {
    vaultId: String(vault),
    compartmentId: String(compartment),
    keyId: String(key),
    name: placeOf(String(secretName), membersIn(inputs)),
  };
}

/** The document without the secret. */
export function membersIn({ document }: Values): OpenMembers {
  return JSON.parse(String(document)) as OpenMembers;
}

/** The place in words: `the secret "payments-ledger-sync" of ocid1.vault…`. */
export function placeInWords(place: SecretPlace): string {
  return "secretId" in place ? `the secret ${place.secretId}` : `the secret ${quote(place.name)} of ${place.vaultId}`;
}

/** The OCID that says where the vault is. */
export function ocidOf(place: SecretPlace): string {
  return "secretId" in place ? place.secretId : place.vaultId;
}
