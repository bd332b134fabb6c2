import { type Answer, openWorld, type World } from "../world.ts";

export const compartmentId = "ocid1.tenancy.oc1..local";
export const vaultId = "ocid1.vault.oc1..local";
export const keyId = "ocid1.key.oc1..local";

export const base64 = (text: string) => Buffer.from(text).toString("base64");
export const contentOf = (text: string, stage?: string) => ({
  contentType: "BASE64",
  content: base64(text),
  ...(stage && { stage }),
});

/** The body of a refusal. */
export const refusal = (code: string, message: string) => ({ code, message });
export const notThere = refusal("NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");

/** A domain with a secret `ledger` in its vault. */
export async function vaultWorld() {
  const world = await openWorld();
  const { body } = await create(world, "ledger", "one");
  const id = body.id as string;
  const secret = `/20180608/secrets/${id}`;
  return {
    ...world,
    id,
    secret,
    update: (change: object, headers?: Record<string, string>) => world.admin("PUT", secret, change, headers),
    bundle: (query = "") => world.admin("GET", `/20190301/secretbundles/${id}${query}`),
    /** Version numbers with their stages, newest first. */
    versions: async () =>
      ((await world.admin("GET", `${secret}/versions`)).body as { versionNumber: number; stages: string[] }[]).map(
        ({ versionNumber, stages }) => `${versionNumber} ${stages.join(" ")}`,
      ),
    pass: (days: number) => {
      world.clock.now = new Date(world.clock.now.getTime() + days * 24 * 60 * 60 * 1000);
    },
  };
}

export function create(world: World, secretName: string, text: string, more: object = {}): Promise<Answer> {
  const secretContent = contentOf(text);
  return world.admin("POST", "/20180608/secrets", {
    compartmentId,
    vaultId,
    keyId,
    secretName,
    secretContent,
    ...more,
  });
}
