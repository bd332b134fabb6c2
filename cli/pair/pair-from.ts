import { closeSync, openSync, readSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";
import type { AuthenticationSettings } from "../../identity-domain/credentials/authentication-settings.ts";
import { ociSecretStore, vaultAddress } from "../../vault/oci-secret-store.ts";
import { VaultError } from "../../vault/vault-error.ts";
import { notFound } from "../../wording/nearest.ts";
import { kubectlFor } from "../deliver/targets/kubectl.ts";
import { CommandError } from "../errors/command-error.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import type { Pair } from "./pair.ts";

/** What reading a pair needs of the process. */
export interface PairSources {
  /** The outputs of the stack. */
  readonly outputs: () => Promise<Outputs>;
  readonly environment: NodeJS.ProcessEnv;
  /** How to authenticate to Oracle's vault. */
  readonly vault?: {
    readonly auth?: string;
    readonly profile?: string;
    readonly endpoint?: string | undefined;
    readonly region?: string | undefined;
    /** How the stack authenticates; it counts if neither `auth` nor `profile` is given. */
    readonly ofStack?: () => AuthenticationSettings;
  };
}

/** Where a pair can come from, for the help. */
export const places = "vault:<OCID>, json:<file>, env:<file> or kubernetes:<namespace>/<name>";

/**
 * The pair of a client, from the stack's outputs or from a place that `idcs-apps deliver` wrote.
 *
 * @param from `vault:<OCID>`, `json:<file>`, `env:<file>`, `kubernetes:<namespace>/<name>`; undefined for the outputs
 * @param client `<team>/<client>`; with a place, it may be left out, and if it is given it must be that client's
 * @throws CommandError without the secret
 */
export async function pairFrom(
  from: string | undefined,
  client: string | undefined,
  sources: PairSources,
): Promise<Pair> {
  if (from === undefined) return fromOutputs(client, await sources.outputs(), sources);
  const [, kind = "", place = ""] = /^(\w+):(.+)$/s.exec(from) ?? [];
  switch (kind) {
    case "env":
      return fromVariables(readFile(place), from);
    case "json":
      return ofClient(fromDocument(readFile(place), from), client, from);
    case "kubernetes":
      return ofClient(fromDocument(await kubernetesSecret(place, sources), from), client, from);
    case "vault":
      return ofClient(fromDocument(await vaultSecret(place, sources), from), client, from);
    default:
      throw new CommandError(`--from ${from} is none of ${places}.`);
  }
}

async function fromOutputs(name: string | undefined, outputs: Outputs, sources: PairSources): Promise<Pair> {
  const { clients = {}, clientSecrets = {} } = outputs;
  if (name === undefined) throw new CommandError(`Name a client, <team>/<client>, or a place with --from: ${places}.`);
  const client = Object.hasOwn(clients, name) ? clients[name] : undefined;
  if (!client) throw new CommandError(notFound(name, "a client of this stack", Object.keys(clients)));
  const clientSecret = Object.hasOwn(clientSecrets, name) ? clientSecrets[name] : undefined;
  const { vaultSecret: place } = client.delivery ?? {};
  if (clientSecret !== undefined || place === undefined) return { ...client, clientSecret };
  // The stack has no secret of it (`deliver: { keepSecretInState: false }`).
  const domain = client.identityDomainUrl ?? new URL(client.tokenUrl).origin;
  const vault = { ...sources.vault, ...vaultAddress(place, domain, sources.vault) };
  const from = `vault:${place}`;
  const { clientId, clientSecret: kept } = ofClient(
    fromDocument(await vaultSecret(place, { ...sources, vault }), from),
    name,
    from,
  );
  return { ...client, clientId, clientSecret: kept };
}

const text = z.string().min(1);
const texts = z.record(text, z.string());

/** What `deliver` writes (version 1), as far as it is used here; what is not known is left alone. */
const delivered = z.object({
  version: z.literal(1),
  client: text,
  clientId: text,
  clientSecret: text,
  scope: z.string(),
  tokenUrl: z.url(),
  identityDomainUrl: z.url(),
  grantTypes: z.array(text).optional(),
  scopes: texts.optional(),
  refreshScope: text.optional(),
  authorizationUrl: z.url().optional(),
  redirectUrls: z.array(text).optional(),
  deviceAuthorizationUrl: z.url().optional(),
});

type Delivered = z.infer<typeof delivered>;

function fromDocument(contents: string, from: string): Delivered {
  let value: unknown;
  try {
    value = JSON.parse(contents);
  } catch {
    throw new CommandError(`${from} does not hold JSON. \`idcs-apps deliver\` writes what is expected there.`);
  }
  const { data, error } = delivered.safeParse(value);
  if (data) return data;
  // The names of members only: their values may be secret.
  const members = error.issues.map(({ path }) => path.join(".") || "the document").join(", ");
  throw new CommandError(
    `${from} is not a document of \`idcs-apps deliver\`, version 1: wrong or missing: ${members}.`,
  );
}

function ofClient(document: Delivered, client: string | undefined, from: string): Pair {
  if (client !== undefined && client !== document.client)
    throw new CommandError(`${from} holds the pair of ${document.client}, not of ${client}.`);
  const { version: _, client: __, ...pair } = document;
  return pair as Pair;
}

function fromVariables(contents: string, from: string): Pair {
  const variables = parseEnv(contents);
  const found = Object.keys(variables).find((name) => name.endsWith("CLIENT_ID"));
  const prefix = found?.slice(0, -"CLIENT_ID".length) ?? "OAUTH_";
  const variable = (name: string) => variables[prefix + name] ?? "";
  const missing = ["CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL"].filter((name) => variable(name) === "");
  if (missing.length > 0) throw new CommandError(`${from} lacks ${missing.map((name) => prefix + name).join(", ")}.`);
  if (!URL.canParse(variable("TOKEN_URL"))) throw new CommandError(`${from}: ${prefix}TOKEN_URL is not a URL.`);
  return {
    clientId: variable("CLIENT_ID"),
    clientSecret: variable("CLIENT_SECRET"),
    scope: variable("SCOPE"),
    tokenUrl: variable("TOKEN_URL"),
  };
}

/** The largest file that is read: 1 MiB. */
const largestFile = 1024 * 1024;

/** A file, or what a shell gives as one: `<(…)`. Of one that is too large, no more than the limit is read. */
function readFile(place: string): string {
  const contents = Buffer.alloc(largestFile + 1);
  let size = 0;
  try {
    const file = openSync(place, "r");
    try {
      for (let count = -1; count !== 0 && size < contents.length; size += count)
        count = readSync(file, contents, size, contents.length - size, null);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`${place} cannot be read (${code}).`);
  }
  if (size > largestFile) throw new CommandError(`${place} is larger than 1 MiB: no pair is in it.`);
  return contents.toString("utf8", 0, size);
}

async function kubernetesSecret(place: string, { environment }: PairSources): Promise<string> {
  const [, namespace, name] = /^([a-z0-9.-]+)\/([a-z0-9.-]+)$/.exec(place) ?? [];
  if (namespace === undefined || name === undefined)
    throw new CommandError(`kubernetes:${place} is not kubernetes:<namespace>/<name>.`);
  const kubectl = kubectlFor(undefined, environment, []);
  const encoded = await kubectl([
    "get",
    "secret",
    name,
    "--namespace",
    namespace,
    "-o",
    "jsonpath={.data.client\\.json}",
  ]);
  return Buffer.from(encoded, "base64").toString("utf8");
}

async function vaultSecret(ocid: string, { environment, vault = {} }: PairSources): Promise<string> {
  const { auth, profile, endpoint, region = ocid.split(".")[3], ofStack } = vault;
  if (!/^ocid1\.vaultsecret\./.test(ocid))
    throw new CommandError("--from vault: needs the OCID of a secret, ocid1.vaultsecret.….");
  if (!region && endpoint === undefined)
    throw new CommandError(
      `${ocid} names no region. If it is in the vault of a local domain, add --vault-endpoint with the domain's URL, such as http://127.0.0.1:8943.`,
    );
  try {
    const store = await ociSecretStore({
      region,
      endpoint,
      authentication:
        auth || profile
          ? { ...(auth && { auth }), ...(profile && { configFileProfile: profile }) }
          : (ofStack?.() ?? {}),
      environment,
    });
    const current = (await store.versions(ocid)).find(({ stages }) => stages.includes("CURRENT"));
    if (!current) throw new CommandError(`${ocid} has no current version.`);
    return await store.contents(ocid, current.number);
  } catch (error) {
    throw error instanceof VaultError ? new CommandError(error.message) : error;
  }
}
