import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Args, app, leastApp, type Program, type Value } from "./declared.ts";
import type { SeenRequest } from "./recording-proxy.ts";
import { startWorld, type World } from "./world.ts";

// One application for each input that components/ sets: the least that there can be, and that input.

interface Row {
  readonly input: string;
  readonly created: Value;
  readonly changed: Value;
  /** The attribute's name and values on the wire, where they are not those of the input. */
  readonly wire?: { readonly name?: string; readonly changed?: unknown };
  /** Inputs without which the domain does not take this one. */
  readonly along?: Args;
}

const audience = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const scope = { fqs: `${audience}urn:opc:resource:consumer::all` };
const otherScope = { fqs: `${audience}/ic/api/` };
const asStored = { idOfDefiningApp: "a0000000000000000000000000000001", readOnly: false };
const [schema] = leastApp.schemas;
const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App";
const tag = { key: "team", value: "payments" };
const otherTag = { key: "team", value: "billing" };

const rows: readonly Row[] = [
  { input: "displayName", created: "displayName", changed: "other" },
  { input: "description", created: "first", changed: "second" },
  { input: "active", created: false, changed: true },
  { input: "schemas", created: [schema], changed: [schema, extension] },
  {
    input: "isOauthClient",
    created: false,
    changed: true,
    wire: { name: "isOAuthClient" },
    along: { clientType: "confidential" },
  },
  { input: "clientType", created: "confidential", changed: "public" },
  { input: "allowedGrants", created: ["client_credentials"], changed: ["client_credentials", "password"] },
  {
    input: "allowedScopes",
    created: [scope],
    changed: [scope, otherScope],
    wire: { changed: [{ ...scope, ...asStored }, otherScope] },
  },
  { input: "trustScope", created: "Explicit", changed: "Account" },
  { input: "clientIpChecking", created: "anywhere", changed: "whitelisted", wire: { name: "clientIPChecking" } },
  { input: "allowAccessControl", created: true, changed: false },
  { input: "showInMyApps", created: true, changed: false },
  { input: "tags", created: [tag], changed: [otherTag] },
];

/** What the domain adds to the least application, and every PUT sends back; neither `name` nor `clientSecret` is among it. */
const echoed = (domainUrl: string, id = "") => ({
  active: false,
  allUrlSchemesAllowed: false,
  allowAccessControl: false,
  allowOffline: false,
  attrRenderingMetadata: [
    {
      name: "aliasApps",
      maxLength: 0,
      maxSize: 0,
      minLength: 0,
      minSize: 0,
      order: 0,
      readOnly: false,
      required: false,
      visible: false,
    },
  ],
  basedOnTemplate: {
    $ref: `${domainUrl}/admin/v1/AppTemplates/CustomWebAppTemplateId`,
    lastModified: "2024-01-01T00:00:00.000Z",
    value: "CustomWebAppTemplateId",
    wellKnownId: "CustomWebAppTemplateId",
  },
  bypassConsent: false,
  clientIPChecking: "anywhere",
  id,
  idpPolicy: { $ref: `${domainUrl}/admin/v1/Policies/DefaultIDPRule`, value: "DefaultIDPRule" },
  isEnterpriseApp: false,
  isFormFill: false,
  isKerberosRealm: false,
  isLoginTarget: true,
  isMobileTarget: false,
  isMulticloudServiceApp: false,
  isOAuthClient: false,
  isOAuthResource: false,
  isObligationCapable: false,
  isRadiusApp: false,
  isSamlServiceProvider: false,
  isWebTierPolicy: false,
  loginMechanism: "OIDC",
  ocid: `ocid1.domainapp.oc1.iad.amaaaaaa${id}`,
  schemas: [schema],
  showInMyApps: false,
  signonPolicy: { $ref: `${domainUrl}/admin/v1/Policies/DefaultSignOnPolicy`, value: "DefaultSignOnPolicy" },
  trustScope: "Explicit",
});

let world: World;
let posts: readonly SeenRequest[];
let puts: readonly SeenRequest[];
let ids: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  const program = (value: (row: Row) => Value, attributeSets: readonly string[]): Program => ({
    ...Object.fromEntries(rows.map((row) => [row.input, app(row.input, { ...row.along, [row.input]: value(row) })])),
    attributeSets: app("attributeSets", { attributeSets, description: attributeSets.join(" and ") }),
  });
  world.declare(program(({ created }) => created, ["default"]));
  posts = (await world.up()).requests;
  ids = Object.fromEntries(Object.entries(await world.state()).map(([name, { id }]) => [name, id]));
  world.declare(program(({ changed }) => changed, ["default", "request"]));
  puts = (await world.up()).requests;
});
afterAll(() => world?.close());

const postOf = (input: string): SeenRequest | undefined =>
  posts.find(({ body }) => String(body?.name).startsWith(`${input}-`));
const putOf = (input: string): SeenRequest | undefined => puts.find(({ path }) => path.includes(`Apps/${ids[input]}`));

describe("creating an application", () => {
  it.each(rows)("with $input sends exactly that", ({ input, created, wire, along }) => {
    const name = expect.stringMatching(new RegExp(`^${input}-[0-9a-f]{7}$`));
    const body = { ...leastApp, displayName: input, name, ...along, [wire?.name ?? input]: created };
    expect(postOf(input)).toEqual({ method: "POST", path: "Apps", body, status: 201 });
  });
});

describe("changing an application", () => {
  it.each(rows)("in $input sends what it was, with exactly that changed", ({ input, changed, wire, along }) => {
    const sent = { ...along, displayName: input, [wire?.name ?? input]: wire?.changed ?? changed };
    const body = { ...echoed(world.domain.url, ids[input]), ...sent };
    expect(putOf(input)).toEqual({ method: "PUT", path: `Apps/${ids[input]}`, body, status: 200 });
  });

  it("costs one request each", () => {
    expect(puts.map(({ method }) => method)).toEqual(Array(rows.length + 1).fill("PUT"));
  });
});

// They alone are no difference (docs/provider.md), so the description changes too.
describe("attributeSets", () => {
  const displayName = "attributeSets";

  it("are sent with a creation as they are, and in no body", () => {
    const name = expect.stringMatching(/^attributeSets-[0-9a-f]{7}$/);
    const path = "Apps?attributeSets=default";
    const body = { ...leastApp, displayName, name, description: "default" };
    expect(postOf(displayName)).toEqual({ method: "POST", path, body, status: 201 });
  });

  it("are sent with a change as they are then, and in no body", () => {
    const id = ids[displayName];
    const path = `Apps/${id}?attributeSets=default&attributeSets=request`;
    const body = { ...echoed(world.domain.url, id), displayName, description: "default and request" };
    expect(putOf(displayName)).toEqual({ method: "PUT", path, body, status: 200 });
  });
});
