import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generatePropertyTable, propertyTableFile } from "../../provider/property-table/generate.ts";
import type { Json } from "./protocol.ts";
import { scimError } from "./stub-domain.ts";
import {
  appInputs,
  appType,
  configuration,
  create,
  grantType,
  idcsEndpoint,
  messageOf,
  privateKey,
  startWorld,
  urn,
  type World,
} from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe("what is no identity domain's", () => {
  const advice =
    'To use it, remove the lines "plugins: providers:" from Pulumi.yaml: Pulumi then takes the official plugin, with the same program and the same state.';
  const known =
    'is none of what this project\'s own plugin "oci" knows (resources DomainsApp, DomainsAppRole, DomainsGrant, DomainsNetworkPerimeter and DomainsOauthClientCertificate, functions getDomainsApps, getDomainsAppRoles, getDomainsUsers, getDomainsGroups, getDomainsNetworkPerimeters and getDomainsOauthClientCertificates).';

  test("is refused as a resource, with the way to the official plugin", async () => {
    const type = "oci:Core/vcn:Vcn";
    expect(await messageOf(world.call("Check", { urn: urn(type), news: {} }))).toBe(`${type} ${known}\n${advice}`);
  });

  test("is refused as a function, with the way to the official plugin", async () => {
    const tok = "oci:Identity/getDomain:getDomain";
    expect(await messageOf(world.call("Invoke", { tok, args: {} }))).toBe(`${tok} ${known}\n${advice}`);
  });
});

describe("clearing a list", () => {
  test("sends the empty list once", async () => {
    const { id, inputs, properties } = await create(world, appType, {
      ...appInputs,
      redirectUris: ["https://a.example"],
    });
    const request = { id, urn: urn(appType) };
    await world.call("Update", { ...request, olds: properties, news: { ...inputs, redirectUris: [] } });
    await world.call("Update", {
      ...request,
      olds: { ...properties, redirectUris: [] },
      news: { ...inputs, redirectUris: [] },
    });
    expect(world.stub.seen.map(({ body }) => body?.redirectUris)).toEqual([["https://a.example"], [], undefined]);
  });
});

describe("Read", () => {
  test("of a resource that is gone drops it", async () => {
    const request = { id: "gone", urn: urn(grantType), properties: { idcsEndpoint }, inputs: { idcsEndpoint } };
    expect(await world.call("Read", request)).toEqual({});
  });

  test("imports by the official plugin's id, with the inputs that say something", async () => {
    const { id } = await create(world, appType, { ...appInputs, name: "byhand" });
    const read = await world.call("Read", { id: `idcsEndpoint/${idcsEndpoint}/apps/${id}`, urn: urn(appType) });
    expect(read.id).toBe(id);
    expect(read.inputs).toMatchObject({
      __defaults: [],
      idcsEndpoint,
      name: "byhand",
      allowedGrants: ["client_credentials"],
    });
    expect(Object.keys(read.inputs as Json)).not.toContain("clientSecret");
    expect((read.properties as Json).clientSecret).toMatchObject({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    });
  });

  test("by a bare id needs an endpoint", async () => {
    expect(await messageOf(world.call("Read", { id: "abc", urn: urn(grantType) }))).toBe(
      '"abc" does not say in which identity domain it is: write idcsEndpoint/https://idcs-….identity.oraclecloud.com/grants/abc.',
    );
  });

  test("keeps the client secret that an answer leaves out", async () => {
    const { id, inputs, properties } = await create(world, appType, appInputs);
    for (const app of world.stub.apps.values()) delete app.clientSecret;
    const read = await world.call("Read", { id, urn: urn(appType), properties, inputs });
    expect((read.properties as Json).clientSecret).toMatchObject({ value: properties.clientSecret });
  });
});

describe("a look-up", () => {
  const tok = "oci:Identity/getDomainsUsers:getDomainsUsers";

  test("passes its arguments on", async () => {
    await world.call("Invoke", {
      tok,
      args: {
        idcsEndpoint,
        userFilter: 'userName sw "a"',
        userCount: 7,
        startIndex: 2,
        sortBy: "userName",
        sortOrder: "descending",
        attributes: "id,userName",
        attributeSets: ["always", "request"],
        compartmentId: "c",
      },
    });
    expect(world.stub.log).toEqual([
      "GET /admin/v1/Users?attributeSets=always&attributeSets=request&attributes=id%2CuserName&count=7&filter=userName+sw+%22a%22&sortBy=userName&sortOrder=descending&startIndex=2",
    ]);
  });

  test("is sent once however often it is asked for, until the next Configure", async () => {
    const ask = (): Promise<Json> => world.call("Invoke", { tok, args: { idcsEndpoint } });
    await Promise.all([ask(), ask()]);
    await ask();
    expect(world.stub.log).toHaveLength(1);
  });

  test("that failed is sent again", async () => {
    world.stub.interrupt = () => scimError(400, "Bad filter.", "error.filter");
    const ask = (): Promise<Json> => world.call("Invoke", { tok, args: { idcsEndpoint } });
    expect(await messageOf(ask())).toBe(
      'GET http://127.0.0.1:19090/admin/v1/Users was refused: 400 "Bad filter." (error.filter).',
    );
    world.stub.interrupt = () => undefined;
    expect((await ask()).return).toMatchObject({ users: [], totalResults: 0 });
    expect(world.stub.log).toHaveLength(2);
  });

  test("marks client secrets that it finds", async () => {
    const page = {
      schemas: ["s"],
      totalResults: 1,
      startIndex: 1,
      itemsPerPage: 50,
      Resources: [{ id: "1", clientSecret: "very" }],
    };
    world.stub.interrupt = () => Response.json(page);
    const found = await world.call("Invoke", {
      tok: "oci:Identity/getDomainsApps:getDomainsApps",
      args: { idcsEndpoint },
    });
    const [app] = (found.return as { apps: Json[] }).apps;
    expect(app?.clientSecret).toEqual({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "very",
    });
  });
});

describe("a failed create", () => {
  test("shows the domain's words and none of the request's", async () => {
    world.stub.interrupt = () => scimError(409, "displayName my-app exists.", "error.common.unique");
    const message = await messageOf(create(world, appType, { ...appInputs, description: "hush-hush" }));
    expect(message).toBe(
      [
        'POST http://127.0.0.1:19090/admin/v1/Apps was refused: 409 "displayName my-app exists." (error.common.unique).',
        "One with the same name may exist already: choose another name, or take the existing one over with `pulumi import`.",
      ].join("\n"),
    );
    for (const secret of ["hush-hush", "Signature", privateKey]) expect(message).not.toContain(secret);
  });

  test("without an id in the answer is no crash", async () => {
    world.stub.interrupt = () => Response.json({}, { status: 201 });
    expect(await messageOf(create(world, appType, appInputs))).toBe(
      'POST http://127.0.0.1:19090/admin/v1/Apps was answered with 201 and without a resource that has an "id".\nCheck that http://127.0.0.1:19090 is an identity domain\'s URL.',
    );
  });
});

test("Configure with unusable credentials fails only when the domain is asked", async () => {
  await world.call("Configure", { args: { ...configuration, privateKey: "no key" }, acceptSecrets: true });
  const tok = "oci:Identity/getDomainsUsers:getDomainsUsers";
  expect(await messageOf(world.call("Invoke", { tok, args: { idcsEndpoint } }))).toBe(
    'Requests to the identity domain cannot be signed:\n  privateKey is no private key in PEM form ("-----BEGIN PRIVATE KEY-----" …)',
  );
});

test("CheckConfig keeps the private key and its password secret", async () => {
  const news = { privateKey: "k", privateKeyPassword: "p", region: "r" };
  const { inputs } = (await world.call("CheckConfig", { urn: urn("pulumi:providers:oci"), news })) as { inputs: Json };
  const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
  expect(inputs).toEqual({
    privateKey: { ...mark, value: "k" },
    privateKeyPassword: { ...mark, value: "p" },
    region: "r",
  });
});

test("the property table is that of the installed @pulumi/oci; `npm run property-table` renews it", () => {
  expect(readFileSync(propertyTableFile, "utf8")).toBe(generatePropertyTable());
});
