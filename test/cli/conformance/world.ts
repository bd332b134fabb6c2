import { generateKeyPairSync } from "node:crypto";
import { type ConformanceOptions, conformance } from "../../../cli/conformance/conformance.ts";
import type { ConformanceReport } from "../../../cli/conformance/json.ts";
import { chooseSigningKey } from "../../../identity-domain/credentials/choose-credentials.ts";
import type { Credentials } from "../../../identity-domain/credentials/credentials.ts";
import { type Collection, IdentityDomain, type StoredResource } from "../../../identity-domain/identity-domain.ts";
import { createLocalDomain, type LocalDomain, type LocalDomainOptions } from "../../../local/domain.ts";

const url = "http://127.0.0.1:19091";

export const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** The user for questions about users. */
export const user = { userName: "conformance@example.com", password: "a Passw0rd of the tests" };

/** A local domain in this process, and the command pointed at it. */
export interface ConformanceWorld {
  readonly domain: LocalDomain;
  readonly admin: IdentityDomain;
  readonly credentials: Credentials;
  /** Runs the command; `send` may stand between it and the domain. */
  readonly run: (options?: Partial<ConformanceOptions>, send?: typeof fetch) => Promise<ConformanceReport>;
  /** Everything that the domain contains, without what reading it changes. */
  readonly contents: () => Promise<unknown>;
}

/** @param options the local domain's answers to open questions, and its seed */
export async function startWorld(options: LocalDomainOptions = {}): Promise<ConformanceWorld> {
  const domain = await createLocalDomain({
    url,
    administratorPublicKey: publicKey,
    examples: true,
    userPassword: user.password,
    seed: {
      users: [{ userName: user.userName, familyName: "Conformance" }],
      networkPerimeters: [{ name: "elsewhere", ipAddresses: ["192.0.2.0/24"] }],
    },
    ...options,
  });
  const direct = (input: string | URL | Request, init?: RequestInit) => domain.fetch(new Request(input, init));
  const settings = {
    tenancyOcid: "ocid1.tenancy.oc1..local",
    userOcid: "ocid1.user.oc1..localadmin",
    privateKey,
  };
  const credentials = await chooseSigningKey(settings, {});
  const admin = new IdentityDomain(url, credentials, { fetch: direct });
  const collections: readonly Collection[] = ["Apps", "AppRoles", "Grants", "Groups", "NetworkPerimeters", "Users"];
  const all = (collection: Collection): Promise<StoredResource[]> =>
    admin.listAll(collection, { query: { attributeSets: ["all"] } });
  return {
    domain,
    admin,
    credentials,
    run: (more = {}, send = direct) =>
      conformance({ url, credentials, options: { fetch: send, retry: { retries: 0 } }, ...more }),
    contents: () => Promise.all(collections.map(all)),
  };
}
