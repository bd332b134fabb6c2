import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { isPlainObject } from "../yaml/plain-object.ts";

const compartmentKinds = ["compartment", "tenancy"];

function ocid(what: string, kinds: readonly string[], example: string) {
  const isOne = new RegExp(`^ocid1\\.(${kinds.join("|")})\\.[a-z0-9-]+\\.[a-z0-9-]*\\.[A-Za-z0-9._-]+$`);
  return z.string().regex(isOne, {
    error: ({ input }) =>
      `${quote(input)} is not the OCID of ${what}: it begins with ocid1.${kinds[0]}., for example ${example}.`,
  });
}

const secretExample = "ocid1.vaultsecret.oc1.eu-frankfurt-1.amaaaaaaexample";
const vaultExample = "ocid1.vault.oc1.eu-frankfurt-1.bbpexample.abtheexample";
const compartmentExample = "ocid1.compartment.oc1..aaaaaaaaexample";
const keyExample = "ocid1.key.oc1.eu-frankfurt-1.bbpexample.abtheexample";
const placeExample = { vault: vaultExample, compartment: compartmentExample, key: keyExample };

/** The name of a new secret, if nothing says another one. */
const defaultSecretName = "{team}-{client}";

const secretNameSchema = z
  .string()
  .regex(/^(?:[A-Za-z0-9._-]|\{team\}|\{client\}){1,255}$/, {
    error: ({ input }) =>
      `${quote(input)} cannot be the name of a secret: letters, digits, ".", "_" and "-", and {team} and {client} for the client's names.`,
  })
  .meta({
    description: `The secret's name; {team} and {client} stand for the client's names. Default: ${defaultSecretName}.`,
    examples: [defaultSecretName],
  });

/** Where the document is delivered to: a secret of a vault, by its OCID or by its name. */
export type VaultPlace =
  | { readonly secret: string }
  | { readonly vault: string; readonly compartment: string; readonly key: string; readonly secretName: string };

/** What `pulumi up` delivers by itself, and where to. */
export interface DeliverManifest {
  readonly vault: VaultPlace;
  /** Whether the state has the client secret too, encrypted. */
  readonly keepSecretInState: boolean;
}

/** The keys that say where a secret is by its name. */
function byName(secretName: typeof secretNameSchema) {
  return {
    vault: ocid("a vault", ["vault"], vaultExample).meta({
      description: "The OCID of the vault.",
      examples: [vaultExample],
    }),
    compartment: ocid("a compartment", compartmentKinds, compartmentExample).meta({
      description: "The OCID of the compartment in which the secret is, or is created.",
      examples: [compartmentExample],
    }),
    key: ocid("a key", ["key"], keyExample).meta({
      description: "The OCID of the key that encrypts a new secret.",
      examples: [keyExample],
    }),
    secretName: secretName.optional(),
  };
}

const { vault, compartment, key, secretName } = byName(secretNameSchema);
const placeSchema = z
  .strictObject({
    secret: ocid("a secret", ["vaultsecret"], secretExample)
      .meta({
        description: "The OCID of a secret that exists and has the tag of this client.",
        examples: [secretExample],
      })
      .optional(),
    vault: vault.optional(),
    compartment: compartment.optional(),
    key: key.optional(),
    secretName,
  })
  .superRefine(refuseHalfPlaces, { when: ({ value }) => isPlainObject(value) })
  .transform(
    ({ secret, vault: at, compartment: within, key: by, secretName: name = defaultSecretName }): VaultPlace => {
      if (secret !== undefined) return { secret };
      return { vault: at ?? "", compartment: within ?? "", key: by ?? "", secretName: name };
    },
  )
  .meta({
    title: "a place in a vault",
    description: "The secret in the vault: by its OCID, or by its name in a compartment.",
    examples: [{ secret: secretExample }, placeExample],
  });

/** Refuses a place that is said twice, or in part. */
function refuseHalfPlaces(written: unknown, context: z.core.$RefinementCtx): void {
  const { secret, ...others } = written as Record<string, unknown>;
  const parts = ["vault", "compartment", "key"];
  if (secret !== undefined) {
    for (const part of [...parts, "secretName"].filter((one) => others[one] !== undefined))
      context.addIssue({
        code: "custom",
        path: [part],
        message: `does not go with "secret", which says it all: remove it.`,
      });
    return;
  }
  const missing = parts.filter((one) => others[one] === undefined);
  if (missing.length === 0) return;
  const message = `does not say where: write the OCID of a secret, {secret: <OCID>}, or what is missing of a place by name: ${missing.join(", ")}.`;
  context.addIssue({ code: "custom", message });
}

const keepSchema = z
  .boolean()
  .meta({
    description:
      "Whether Pulumi's state has the client secret too, encrypted. false: only the vault has it. Default: true.",
    examples: [false],
  })
  .optional();

const inWords = "Where each `pulumi up` delivers the client ID and the secret: a secret in Oracle's vault.";

const ofClientSchema = z
  .strictObject({
    vault: placeSchema,
    keepSecretInState: keepSchema,
  })
  .meta({ title: "deliver", description: inWords, examples: [{ vault: { secret: secretExample } }] })
  .transform(withDefault);

const noneSchema = z.literal("none", {
  error: ({ input }) =>
    `${quote(input)} is no delivery: write {vault: {secret: <OCID>}}, or none if \`pulumi up\` is to deliver nothing.`,
});

/** Schema of a client's `deliver`. */
export const deliverSchema = z.union([ofClientSchema, noneSchema]).meta({
  description: `${inWords} none: nowhere. Default: the environment's deliver, otherwise nowhere.`,
  examples: [{ vault: { secret: secretExample } }, "none"],
});

/** Schema of an environment's `deliver`: all clients of the environment need secrets of their own. */
export const environmentDeliverSchema = z
  .strictObject({
    vault: z
      .strictObject(
        byName(
          secretNameSchema.refine((name) => name.includes("{team}") && name.includes("{client}"), {
            error: ({ input }) =>
              `${quote(input)} would be one secret for several clients: write {team} and {client} in it, for example ${defaultSecretName}.`,
          }),
        ),
      )
      .transform(({ secretName: name = defaultSecretName, ...place }): VaultPlace => ({ ...place, secretName: name }))
      .meta({
        title: "a place in a vault",
        description: "The vault, and the names of the clients' secrets in it.",
        examples: [placeExample],
      }),
    keepSecretInState: keepSchema,
  })
  .meta({
    title: "deliver",
    description:
      "Where each `pulumi up` delivers the client IDs and secrets of all clients that say nothing else: Oracle's vault. Default: nowhere.",
    examples: [{ vault: placeExample, keepSecretInState: false }],
  })
  .transform(withDefault);

function withDefault({
  vault,
  keepSecretInState = true,
}: {
  vault: VaultPlace;
  keepSecretInState?: boolean | undefined;
}): DeliverManifest {
  return { vault, keepSecretInState };
}
