import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../protocol.ts";
import { appType, appInputs as clientInputs, grantType, idcsEndpoint, scimError, urn, withoutMarks } from "../world.ts";
import type { SeenRequest } from "./stub-domain.ts";
import { configuration, type StubWorld, startStubWorld } from "./stub-world.ts";

// The engine's calls that led to the recorded HTTP requests, and the requests that ours sends for them.

interface RecordedRequest {
  readonly step: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Json | null;
}

const recorded: RecordedRequest[] = readFileSync(new URL("./recordings/http-requests.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const appInputs = { ...clientInputs, allowedScopes: [{ fqs: "https://api.example/.read" }] };

let world: StubWorld;
let app: { id: string; inputs: Json; properties: Json };
let grant: { id: string; inputs: Json; properties: Json };

beforeAll(async () => {
  world = await startStubWorld();
  await world.call("Configure", { args: configuration, acceptSecrets: true });
});
afterAll(() => world.close());

const role = "3c9b1e0a4f5d4a0e8a1b2c3d4e5f6071";
const bothScopes = [{ fqs: "https://api.example/.read" }, { fqs: "https://api.example/.write" }];

/** Checks inputs and creates the resource, as the engine does. */
async function create(type: string, news: Json): Promise<typeof app> {
  const request = { urn: urn(type), type, name: "app" };
  const { inputs } = await world.call("Check", { ...request, olds: {}, news, randomSeed: "c2VlZA==" });
  const created = await world.call("Create", { ...request, properties: inputs });
  return { id: String(created.id), inputs: inputs as Json, properties: withoutMarks(created.properties) as Json };
}

async function createBoth(inputs: Json = {}): Promise<void> {
  app = await create(appType, { ...appInputs, ...inputs });
  grant = await createGrant();
}

function createGrant(): Promise<typeof grant> {
  return create(grantType, {
    app: { value: "IDCSAppId" },
    entitlement: { attributeName: "appRoles", attributeValue: role },
    grantMechanism: "ADMINISTRATOR_TO_APP",
    grantee: { type: "App", value: app.id },
    idcsEndpoint,
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
  });
}

async function update(changes: Json): Promise<void> {
  const news = Object.fromEntries(
    Object.entries({ ...app.inputs, ...changes }).filter(([, value]) => value !== undefined),
  );
  const request = { id: app.id, urn: urn(appType), olds: app.properties, news };
  const { properties } = await world.call("Update", request);
  app = { ...app, inputs: news, properties: withoutMarks(properties) as Json };
}

async function refresh(): Promise<void> {
  await world.call("Read", { id: grant.id, urn: urn(grantType), properties: grant.properties, inputs: grant.inputs });
  const read = await world.call("Read", {
    id: app.id,
    urn: urn(appType),
    properties: app.properties,
    inputs: app.inputs,
  });
  if (read.properties !== undefined) app = { ...app, properties: withoutMarks(read.properties) as Json };
}

async function refreshAfterPreview(): Promise<void> {
  await refresh();
  await refresh();
}

async function deactivate(): Promise<void> {
  await update({ active: false });
  grant = await createGrant();
}

async function destroy(): Promise<void> {
  await world.call("Delete", { id: grant.id, urn: urn(grantType), properties: grant.properties });
  await world.call("Delete", { id: app.id, urn: urn(appType), properties: app.properties }).catch(() => {});
}

const steps: readonly (readonly [step: string, act: () => Promise<void>])[] = [
  ["pu-2-up", () => createBoth()],
  ["pu-4-update-desc", () => update({ description: "second" })],
  ["pu-5-update-scope", () => update({ allowedScopes: bothScopes })],
  ["pu-6-refresh", refreshAfterPreview],
  ["pu-7-destroy-active", destroyRefused],
  ["pu-8-deactivate", deactivate],
  ["pu-9-destroy-inactive", destroy],
  ["pu-12-up-attrs", () => createBoth({ attributes: "clientSecret,grants", attributeSets: ["all"] })],
  ["pu-13-refresh-attrs", refresh],
  ["pu-14-update-attrs", () => update({ description: "zzz" })],
  ["pu-14b-remove-attrs", () => update({ attributes: undefined, attributeSets: undefined })],
  ["pu-15-drift-refresh", refresh],
  ["pu-16-up-after-drift", () => update({ active: true })],
];

describe("the recorded requests of the official plugin", () => {
  it.each(steps)("are those of this plugin in %s", async (step, act) => {
    const before = world.stub.seen.length;
    await act();
    const sent = world.stub.seen.slice(before).filter((request) => !isOfDeactivation(request));
    const expected = recorded.filter((request) => request.step === step);
    expect(sorted(sent.map(shown))).toEqual(sorted(expected.map(shown)));
  });

  it("lack only a look, a deactivation and an activation, for deleting an active application", () => {
    expect(world.stub.seen.filter(isOfDeactivation).map(({ method, body }) => [method, body?.active])).toEqual([
      ["GET", undefined],
      ["PUT", false],
      ["PUT", true],
    ]);
  });
});

function isOfDeactivation({ url }: SeenRequest): boolean {
  return url.includes("AppStatusChanger") || url.includes("?attributes=active");
}

/** As the live domain, which says that the application is still active. */
async function destroyRefused(): Promise<void> {
  world.stub.interrupt = ({ method, url }) =>
    method === "DELETE" && url.includes("/Apps/") ? scimError(400, "You cannot delete an active App.", "m") : undefined;
  await destroy();
  world.stub.interrupt = () => undefined;
}

/** A request without what differs in each run; and the headers that its signature covers. */
function shown(request: SeenRequest | RecordedRequest): Json {
  const text = JSON.stringify({ method: request.method, url: request.url, body: request.body })
    .replace(/"app-[0-9a-f]{7}"/, '"app-0000000"')
    .replace(/amaaaaaa[0-9a-f]{32}/g, "<ocid>")
    .replace(/[0-9a-f]{32}/g, (id) => (id === role ? id : "<id>"))
    .replaceAll("http://127.0.0.1:18080", idcsEndpoint);
  const covered = /headers="([^"]*)"/.exec(request.headers.authorization ?? "")?.[1];
  const hasRetryToken = "opc-retry-token" in request.headers;
  const contentType = request.headers["content-type"];
  return { ...JSON.parse(text), covered, contentType, ...(request.method === "POST" && { hasRetryToken }) };
}

/** Two resources are read in any order. */
function sorted(requests: readonly Json[]): Json[] {
  const isRead = requests.every(({ method }) => method === "GET");
  return isRead ? requests.toSorted((one, other) => String(one.url).localeCompare(String(other.url))) : [...requests];
}
