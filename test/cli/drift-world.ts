import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { vi } from "vitest";
import { type AcceptOptions, accept } from "../../cli/drift/accept/accept.ts";
import { type Drift, type DriftOptions, drift } from "../../cli/drift/drift.ts";
import { chooseSigningKey } from "../../identity-domain/credentials/choose-credentials.ts";
import { type Collection, IdentityDomain, type StoredResource } from "../../identity-domain/identity-domain.ts";
import type { JsonObject } from "../../identity-domain/json.ts";
import { createLocalDomain } from "../../local/domain.ts";
import { makeCertificate } from "../local/certificates.ts";
import { exampleStack } from "../plan/example-stack.ts";
import { provision } from "../plan/world.ts";

const url = "http://127.0.0.1:19090";
const administratorOcid = "ocid1.user.oc1..localadmin";
const jdoe = { userName: "jdoe@example.com", familyName: "Doe", givenName: "John", ocid: "ocid1.user.oc1..jdoe" };

const newKey = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });

const [administratorKey, otherKey] = [newKey(), newKey()];

/** A project whose stack `dev` was provisioned, in a domain that another administrator can change by hand. */
export interface DriftWorld {
  readonly folder: string;
  /** The domain for John Doe, the other administrator. */
  readonly byHand: IdentityDomain;
  /** What a command needs besides its options: the administrator's key, and the way to the domain. */
  readonly access: Required<Pick<DriftOptions, "environment" | "client">> & {
    readonly client: { readonly fetch: typeof fetch };
  };
  /** Writes a file of the project. */
  readonly write: (file: string, text: string) => void;
  /** The only resource that a filter finds, with all its attributes. */
  readonly one: (collection: Collection, filter: string) => Promise<StoredResource>;
  /** Changes attributes of the application with a display name by hand. */
  readonly change: (displayName: string, attributes: JsonObject) => Promise<void>;
  /** Grants something by hand. */
  readonly grant: (mechanism: string, grantee: object, app: StoredResource, role?: StoredResource) => Promise<void>;
  /** Where commands find the stack, with the administrator's credentials. */
  readonly place: Required<Pick<DriftOptions, "stack" | "folder" | "environment" | "client">>;
  readonly drift: (options?: Partial<DriftOptions>) => Promise<Drift>;
  /** Accepts drift; what is printed is in `printed`. */
  readonly accept: (
    names: readonly string[],
    options?: Partial<AcceptOptions>,
  ) => Promise<{ isComplete: boolean; printed: string }>;
  /** Another certificate than that of the example, in base64. */
  readonly otherCertificate: string;
  readonly close: () => void;
}

/** The password of the domain's users. */
export const userPassword = "correct horse battery staple";

/**
 * @param more files in addition to those of the example, or instead of them
 * @param stack the environment's name
 */
export async function startDriftWorld(more: Readonly<Record<string, string>> = {}, stack = "dev"): Promise<DriftWorld> {
  vi.useFakeTimers({ now: new Date("2026-11-24T08:00:00.000Z"), toFake: ["Date"] });
  const domain = await createLocalDomain({
    url,
    administratorPublicKey: administratorKey.publicKey,
    examples: true,
    userPassword,
    seed: {
      users: [jdoe],
      signers: [{ publicKey: otherKey.publicKey, user: jdoe.userName, adminRoles: ["Identity Domain Administrator"] }],
    },
  });
  const settings = (userOcid: string, privateKey: string) => ({
    tenancyOcid: "ocid1.tenancy.oc1..local",
    userOcid,
    privateKey,
  });
  const client = {
    fetch: (input: string | URL | Request, init?: RequestInit) => domain.fetch(new Request(input, init)),
  };
  const domainOf = async (userOcid: string, privateKey: string) =>
    new IdentityDomain(url, await chooseSigningKey(settings(userOcid, privateKey), {}), client);
  const administrator = await domainOf(administratorOcid, administratorKey.privateKey);
  const byHand = await domainOf(jdoe.ocid, otherKey.privateKey);
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-drift-"));
  const files: Record<string, string> = {
    "Pulumi.yaml": "name: idcs-apps\n",
    [`environments/${stack}.yaml`]: exampleStack["environments/dev.yaml"] ?? "",
    [`Pulumi.${stack}.yaml`]: `config:\n  oci:tenancyOcid: ocid1.tenancy.oc1..local\n  oci:userOcid: ${administratorOcid}\n`,
    ...Object.fromEntries(Object.entries(exampleStack).filter(([file]) => file.startsWith("teams/"))),
    ...more,
  };
  const place = { stack, folder, environment: { OCI_PRIVATE_KEY: administratorKey.privateKey }, client };
  const world: DriftWorld = {
    folder,
    place,
    byHand,
    access: { environment: { OCI_PRIVATE_KEY: administratorKey.privateKey }, client },
    otherCertificate: (await makeCertificate("somebody else")).base64,
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    async one(collection, filter) {
      const [found, another] = await byHand.listAll(collection, { query: { filter, attributeSets: ["all"] } });
      if (found === undefined || another !== undefined) throw new Error(`not one of ${collection}: ${filter}`);
      return found;
    },
    async change(displayName, attributes) {
      const app = await world.one("Apps", `displayName eq "${displayName}"`);
      await byHand.replace("Apps", app.id, { ...app, ...attributes });
    },
    async grant(grantMechanism, grantee, app, role) {
      await byHand.create("Grants", {
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
        grantMechanism,
        grantee: grantee as JsonObject,
        app: { value: app.id },
        ...(role && { entitlement: { attributeName: "appRoles", attributeValue: role.id } }),
      });
    },
    drift: (options = {}) => drift({ ...place, ...options }),
    async accept(names, options = {}) {
      const lines: string[] = [];
      const isComplete = await accept({
        names,
        ...place,
        rights: false,
        allEnvironments: false,
        dryRun: false,
        print: (text) => lines.push(text),
        ...options,
      });
      return { isComplete, printed: lines.join("\n") };
    },
    close() {
      vi.useRealTimers();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const [file, text] of Object.entries(files)) world.write(file, text);
  await provision(files, administrator, join(folder, "interrupted"), stack);
  vi.setSystemTime(new Date("2026-11-24T21:03:59.000Z"));
  return world;
}
