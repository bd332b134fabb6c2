import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "./protocol.ts";
import {
  appInputs,
  appType,
  configuration,
  grantType,
  idcsEndpoint,
  messageOf,
  scimError,
  startWorld,
  urn,
  type World,
} from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const secret = (value: unknown): Json => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("a type or function that the plugin does not know", () => {
  const advice =
    'To use it, remove the lines "plugins: providers:" from Pulumi.yaml: Pulumi then uses the official plugin, with the same program and the same state.';
  const known =
    'is not known to this project\'s own plugin "oci" (it knows resources DomainsApp, DomainsAppRole, DomainsGrant, DomainsNetworkPerimeter, DomainsOauthClientCertificate and DomainsUser, functions getDomainsApps, getDomainsAppRoles, getDomainsUsers, getDomainsGroups, getDomainsGrants, getDomainsNetworkPerimeters and getDomainsOauthClientCertificates).';

  it("is refused as a resource, and the message says how to use the official plugin", async () => {
    const type = "oci:Core/vcn:Vcn";
    expect(await messageOf(world.call("Check", { urn: urn(type), news: {} }))).toBe(`${type} ${known}\n${advice}`);
  });

  it("is refused as a function, and the message says how to use the official plugin", async () => {
    const tok = "oci:Identity/getDomain:getDomain";
    expect(await messageOf(world.call("Invoke", { tok, args: {} }))).toBe(`${tok} ${known}\n${advice}`);
  });
});

describe("Read", () => {
  it("drops a resource that is gone", async () => {
    const request = { id: "gone", urn: urn(grantType), properties: { idcsEndpoint }, inputs: { idcsEndpoint } };
    expect(await world.call("Read", request)).toEqual({});
  });

  it("imports by the official plugin's id, with the inputs that are not empty", async () => {
    const { id } = await world.create(appType, { ...appInputs, name: "byhand" });
    const read = await world.call("Read", { id: `idcsEndpoint/${idcsEndpoint}/apps/${id}`, urn: urn(appType) });
    expect(read.id).toBe(id);
    expect(read.inputs).toMatchObject({
      __defaults: [],
      idcsEndpoint,
      name: "byhand",
      allowedGrants: ["client_credentials"],
    });
    expect(Object.keys(read.inputs as Json)).not.toContain("clientSecret");
    expect((read.properties as Json).clientSecret).toEqual(secret(expect.any(String)));
  });

  it("needs an endpoint for a bare id", async () => {
    expect(await messageOf(world.call("Read", { id: "abc", urn: urn(grantType) }))).toBe(
      '"abc" does not contain the identity domain: write idcsEndpoint/https://idcs-….identity.oraclecloud.com/grants/abc.',
    );
  });

  it("keeps a client secret that an answer does not contain", async () => {
    const held = await world.create(appType, appInputs);
    world.interrupt = (_, act) =>
      act().then(async (answer) => {
        const { clientSecret: _, ...app } = (await answer.json()) as Json;
        return Response.json(app);
      });
    const { properties } = await world.read(held);
    expect((properties as Json).clientSecret).toMatchObject({ value: held.properties.clientSecret });
  });
});

describe("a failed create", () => {
  it("shows the domain's message and nothing of the request", async () => {
    world.interrupt = () => scimError(409, "displayName my-app exists.", "error.common.unique");
    const message = await messageOf(world.create(appType, { ...appInputs, description: "hush-hush" }));
    expect(message).toBe(
      [
        'POST http://127.0.0.1:19090/admin/v1/Apps was refused: 409 "displayName my-app exists." (error.common.unique).',
        "One with the same name may exist already: choose another name, or import the existing one with `pulumi import`.",
      ].join("\n"),
    );
    for (const hidden of ["hush-hush", "Signature", configuration.privateKey]) expect(message).not.toContain(hidden);
  });

  it("says so if the answer has no id", async () => {
    world.interrupt = () => Response.json({}, { status: 201 });
    expect(await messageOf(world.create(appType, appInputs))).toBe(
      'POST http://127.0.0.1:19090/admin/v1/Apps was answered with 201 and without a resource that has an "id".\nCheck that http://127.0.0.1:19090 is an identity domain\'s URL.',
    );
  });
});

describe("the configuration", () => {
  it("may have unusable credentials until the first request", async () => {
    await world.call("Configure", { args: { ...configuration, privateKey: "no key" }, acceptSecrets: true });
    const tok = "oci:Identity/getDomainsUsers:getDomainsUsers";
    expect(await messageOf(world.call("Invoke", { tok, args: { idcsEndpoint } }))).toBe(
      'Requests to the identity domain cannot be signed:\n  privateKey is not a private key in PEM form ("-----BEGIN PRIVATE KEY-----" …)',
    );
  });

  it("keeps the private key and its password secret", async () => {
    const news = { privateKey: "k", privateKeyPassword: "p", region: "r" };
    const { inputs } = await world.call("CheckConfig", { urn: urn("pulumi:providers:oci"), news });
    expect(inputs).toEqual({ privateKey: secret("k"), privateKeyPassword: secret("p"), region: "r" });
  });
});
