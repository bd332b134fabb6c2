import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";

/**
 * Where the client ID and client secret are delivered to, each part for itself, so that none of them is cut and what differs is
 * seen; nothing if the environment says it.
 */
export function deliveryWords(deliver: ClientManifest["deliver"]): string[] {
  if (deliver === undefined) return [];
  if (deliver === "none") return ["nowhere"];
  const { vault, keepSecretInState } = deliver;
  const place =
    "secret" in vault
      ? [`secret ${vault.secret}`]
      : [
          `vault ${vault.vault}`,
          `compartment ${vault.compartment}`,
          `key ${vault.key}`,
          `a secret named ${vault.secretName}`,
        ];
  return keepSecretInState ? place : [...place, notInState];
}

/** Which of these words say where it goes. */
export function placesIn(words: readonly string[]): string[] {
  return words.filter((word) => word !== "nowhere" && word !== notInState);
}

const notInState = "and not kept in the state";
