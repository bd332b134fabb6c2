import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ConfidentialApplication,
  type ConfidentialApplicationArgs,
} from "../../../components/confidential-application.ts";
import { ResourceApplication, type ResourceApplicationArgs } from "../../../components/resource-application.ts";
import { IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import type { JsonObject } from "../../../identity-domain/json.ts";
import { registeredOne, settled, startRecording } from "../../components/recorder.ts";
import { signingKey } from "../../identity-domain/key.ts";
import { makeCertificate } from "../../local/certificates.ts";
import { appInputs, appType, type Held, idcsEndpoint, startWorld, type World } from "../world.ts";
import { OfficialPlugin } from "./official-plugin.ts";
import { StubDomain } from "./stub-domain.ts";

// What the components declare, updated several times in a row, with the bodies of either plugin.

type Args = Partial<ConfidentialApplicationArgs> | Partial<ResourceApplicationArgs>;

/** An optional string or list of an application: two values, and the attribute of the domain. */
interface Row {
  readonly attribute: string;
  readonly first: Args;
  readonly second: Args;
}

const audience = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const scope = `${audience}urn:opc:resource:consumer::all`;
const url = (path: string) => `https://portal.example.com/${path}`;

const stringsOfClients: readonly Row[] = [
  { attribute: "description", first: { description: "first" }, second: { description: "second" } },
  { attribute: "logoutUri", first: { logoutUrl: url("1") }, second: { logoutUrl: url("2") } },
  {
    attribute: "idTokenEncAlgo",
    first: { idTokenEncryption: "A128CBC-HS256" },
    second: { idTokenEncryption: "A256GCM" },
  },
  { attribute: "landingPageUrl", first: { landingPageUrl: url("1") }, second: { landingPageUrl: url("2") } },
  { attribute: "icon", first: { iconUrl: url("1") }, second: { iconUrl: url("2") } },
  { attribute: "loginPageUrl", first: { customSignInUrl: url("1") }, second: { customSignInUrl: url("2") } },
  { attribute: "logoutPageUrl", first: { customSignOutUrl: url("1") }, second: { customSignOutUrl: url("2") } },
  { attribute: "errorPageUrl", first: { customErrorUrl: url("1") }, second: { customErrorUrl: url("2") } },
  { attribute: "privacyPolicyUrl", first: { privacyPolicyUrl: url("1") }, second: { privacyPolicyUrl: url("2") } },
  { attribute: "termsOfServiceUrl", first: { termsOfServiceUrl: url("1") }, second: { termsOfServiceUrl: url("2") } },
  {
    attribute: "contactEmailAddress",
    first: { contactEmailAddress: "one@example.com" },
    second: { contactEmailAddress: "two@example.com" },
  },
];

const listsOfStrings: readonly Row[] = [
  { attribute: "redirectUris", first: { redirectUrls: [url("1")] }, second: { redirectUrls: [url("1"), url("2")] } },
  {
    attribute: "postLogoutRedirectUris",
    first: { postLogoutRedirectUrls: [url("1")] },
    second: { postLogoutRedirectUrls: [url("2")] },
  },
  {
    attribute: "allowedOperations",
    first: { allowedOperations: ["introspect"] },
    second: { allowedOperations: ["introspect", "onBehalfOfUser"] },
  },
];

const listsOfObjects: readonly Row[] = [
  { attribute: "allowedScopes", first: { scopes: [scope] }, second: { scopes: [scope, `${audience}/ic/api/`] } },
  {
    attribute: "allowedTags",
    first: { authorizedResources: { kind: "tagged", tags: [{ key: "color", value: "green" }] } },
    second: { authorizedResources: { kind: "tagged", tags: [{ key: "color", value: "blue" }] } },
  },
  {
    attribute: "appsNetworkPerimeters",
    first: { networkPerimeterIds: ["office"] },
    second: { networkPerimeterIds: ["office", "plant"] },
  },
  {
    attribute: "certificates",
    first: { certificateAliases: ["one"] },
    second: { certificateAliases: ["one", "two"] },
  },
];

const ofResourceApplications: readonly Row[] = [
  { attribute: "description", first: { description: "first" }, second: { description: "second" } },
  {
    attribute: "protectableSecondaryAudiences",
    first: { secondaryAudiences: ["https://one.example.com/"] },
    second: { secondaryAudiences: ["https://two.example.com/"] },
  },
  {
    attribute: "scopes",
    first: { scopes: [{ value: "read", description: "first" }] },
    second: { scopes: [{ value: "read", description: "second" }, { value: "write" }] },
  },
];

const kinds = [
  ...stringsOfClients.map((row) => ({ of: "a client", kind: "string", declare: client, ...row })),
  ...listsOfStrings.map((row) => ({ of: "a client", kind: "list of strings", declare: client, ...row })),
  ...listsOfObjects.map((row) => ({ of: "a client", kind: "list of objects", declare: client, ...row })),
  ...ofResourceApplications.map((row) => ({
    of: "a resource application",
    kind: row.attribute === "description" ? "string" : "list of objects",
    declare: resourceApplication,
    ...row,
  })),
];

/** The inputs that the component declares. */
async function client(args: Args): Promise<JsonObject> {
  startRecording();
  const { nodes } = new ConfidentialApplication("portal", {
    identityDomainUrl: idcsEndpoint,
    displayName: "Portal",
    grantTypes: ["authorization_code"],
    redirectUrls: [url("callback")],
    ...args,
  } as ConfidentialApplicationArgs);
  await settled(nodes.app.urn);
  return registeredOne(appType).inputs;
}

async function resourceApplication(args: Args): Promise<JsonObject> {
  startRecording();
  const { applicationId } = new ResourceApplication("orders", {
    identityDomainUrl: idcsEndpoint,
    displayName: "Orders API",
    audience: "https://orders.example.com/",
    scopes: [{ value: "read" }],
    ...args,
  } as ResourceApplicationArgs);
  await settled(applicationId);
  return registeredOne(appType).inputs;
}

let world: World;
/** The ids of perimeters and the aliases of certificates. */
let ids: Record<string, string>;

beforeEach(async () => {
  world = await startWorld();
  const { administrator } = world;
  ids = {};
  for (const name of ["office", "plant"]) {
    const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:NetworkPerimeter"];
    const ipAddresses = [{ value: "203.0.113.0/24", type: "CIDR", version: "IPV4" }];
    ids[name] = (await administrator.create("NetworkPerimeters", { schemas, name, ipAddresses })).id;
  }
  for (const certificateAlias of ["one", "two"]) {
    const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:OAuthClientCertificate"];
    const { base64: x509Base64Certificate } = await makeCertificate(certificateAlias);
    await administrator.create("OAuthClientCertificates", { schemas, certificateAlias, x509Base64Certificate });
  }
});
afterEach(() => world.close());

/** The values in order: omitted, first, second, the same with another display name, omitted again, another display name. */
async function steps({ declare, first, second }: (typeof kinds)[number]): Promise<JsonObject[]> {
  const given: Args[] = [{}, first, second, { ...second, displayName: "Other" }, { displayName: "Other" }, {}];
  const inputs: JsonObject[] = [];
  for (const args of given) inputs.push(withIds(await declare(args)));
  return inputs;
}

/** The inputs with the ids of the perimeters that they name. */
function withIds(inputs: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(inputs), (_, value) => ids[value] ?? value);
}

const attributeSets = ["default", "request"];
const read = (id: unknown): Promise<JsonObject> =>
  world.administrator.read("Apps", String(id), { query: { attributeSets } });
const emptyIn = (values: JsonObject | undefined): string[] =>
  Object.keys(values ?? {}).filter((name) => values?.[name] === "");

describe("the official plugin, as it was seen", () => {
  it("sends the recorded bodies", async () => {
    const stub = new StubDomain();
    const plugin = new OfficialPlugin(new IdentityDomain(idcsEndpoint, signingKey, { fetch: stub.fetch }));
    const allowedScopes = [{ fqs: "https://api.example/.read" }];
    const inputs = { ...appInputs, name: "app-1784b77", allowedScopes };
    await plugin.create(inputs);
    await plugin.update({ ...inputs, description: "second" });
    const recorded = readFileSync(new URL("./recordings/http-requests.jsonl", import.meta.url), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter(({ step, url: at }) => ["pu-2-up", "pu-4-update-desc"].includes(step) && at.includes("/Apps"));
    const blanked = (bodies: readonly unknown[]): unknown =>
      JSON.parse(
        JSON.stringify(bodies)
          .replace(/(amaaaaaa)?[0-9a-f]{32}/g, "<id>")
          .replaceAll("http://127.0.0.1:18080", idcsEndpoint),
      );
    expect(blanked(stub.seen.map(({ body }) => body))).toEqual(blanked(recorded.map(({ body }) => body)));
  });

  it.each(kinds)("updates $attribute of $of several times, and never sends an empty string", async (row) => {
    const [created = {}, ...updates] = await steps(row);
    const plugin = new OfficialPlugin(world.administrator);
    await plugin.create(created);
    const seen: unknown[] = [];
    for (const inputs of updates) {
      await plugin.update(inputs);
      expect(emptyIn(plugin.state)).toEqual([]);
      seen.push((await read(plugin.state.id))[row.attribute]);
    }
    const [, second, other, cleared, last] = seen;
    expect(other).toEqual(second);
    // What docs/provider.md lists: only lists of strings are cleared.
    if (row.kind === "list of strings") expect([cleared, last]).not.toContainEqual(second);
    else expect(last).toEqual(cleared);
  });
});

describe("this plugin", () => {
  it.each(kinds)("updates $attribute of $of, clears it, and leaves a state for the official plugin", async (row) => {
    const [created = {}, ...updates] = await steps(row);
    let held: Held = await world.create(appType, created);
    const before = (await read(held.id))[row.attribute];
    const seen: unknown[] = [];
    for (const inputs of updates) {
      expect(await world.diff(held, inputs)).toMatchObject({ changes: "DIFF_SOME" });
      held = await world.update(held, inputs);
      expect(await world.diff(held, inputs)).toMatchObject({ changes: "DIFF_NONE" });
      expect(emptyIn(held.properties as JsonObject)).toEqual([]);
      seen.push((await read(held.id))[row.attribute]);
    }
    const [first, second, other, cleared, last] = seen;
    expect(first).not.toEqual(second);
    expect([other, cleared, last]).toEqual([second, before, before]);
    expect(world.sent.flatMap(({ body }) => emptyIn(body as JsonObject))).toEqual([]);

    const plugin = new OfficialPlugin(world.administrator);
    plugin.takeOver(held.properties as JsonObject);
    const [, ...again] = await steps(row);
    for (const inputs of again) await plugin.update(inputs);
    expect(emptyIn(plugin.state)).toEqual([]);
  });
});
