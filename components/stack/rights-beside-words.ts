import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";

/** Whether a run revokes what was given to a client beside its manifest. */
export type Revocation = "no" | "now" | "not by this plugin" | "not without the state";

const obstacles = {
  "not by this plugin": "the official plugin (OCI_PROVIDER_PLUGIN) revokes no rights: run without OCI_PROVIDER_PLUGIN.",
  "not without the state":
    "this run revokes no rights, because the engine does not show the state of the stack, in which they may be.",
} as const;

/** How many rights a message names. */
const mostNamed = 20;

/**
 * The warning for a client about rights that were given beside its manifest: which, what becomes of them, and what to do.
 *
 * @param name `<team>/<client>`
 * @param rights each in words
 */
export function besideFinding(
  client: ClientManifest,
  name: string,
  rights: readonly string[],
  revocation: Revocation,
): Finding {
  const more = rights.length - mostNamed;
  const named = rights.slice(0, mostNamed).join(", ");
  const stack = pulumi.getStack();
  const list = more > 0 ? `${named} and ${more} more (\`idcs-apps drift --stack ${stack}\` lists them)` : named;
  const accept = `\`idcs-apps drift accept ${name} --rights --stack ${stack}\` writes them into the manifest`;
  if (revocation === "now") {
    const message = `this run revokes rights that were given beside the manifest: ${list}. To keep them, do not run \`pulumi up\` now: ${accept}.`;
    return { node: client, path: ["exclusive"], message };
  }
  if (revocation !== "no") {
    const message = `${obstacles[revocation]} Revoke them in the console, or ${accept}. Rights that were given beside the manifest: ${list}.`;
    return { node: client, path: ["exclusive"], message };
  }
  const message = `rights that were given beside the manifest stay: ${list}. ${accept}; \`exclusive: true\` lets \`pulumi up\` revoke them; \`exclusive: false\` ends this warning.`;
  return { node: client, path: ["name"], message };
}
