import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kindsIn } from "./other-types.ts";
import type { Json } from "./protocol.ts";
import { appInputs, appType, idcsEndpoint, ownedInputs, ownershipTags, startWorld, urn, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe("a replacement", () => {
  it("of an app role warns that its holders lose it", async () => {
    const { type, inputs } = (await kindsIn(world)).role;
    const held = await world.create(type, inputs);
    await world.diff(held, { ...inputs, description: "reads orders" });
    expect(world.warnings).toEqual([
      {
        urn: urn(type),
        message:
          'Replacing the app role "Reader" takes it from everyone who holds it. Only what this program assigns is assigned again.',
      },
    ]);
  });

  it("of an application warns of what ends with it", async () => {
    const inputs = { ...appInputs, name: "my_app" };
    const held = await world.create(appType, inputs);
    await world.diff(held, { ...inputs, name: "other" });
    expect(world.warnings).toEqual([
      {
        urn: urn(appType),
        message:
          'Replacing the application "my-app" ends its client secret and its access, and takes its app roles from everyone who holds them. Only what this program assigns is assigned again.',
      },
    ]);
  });

  it("of a certificate, a change in place, and no change, warn of nothing", async () => {
    const { certificate, role } = await kindsIn(world);
    const held = await world.create(certificate.type, certificate.inputs);
    await world.diff(held, { ...certificate.inputs, certificateAlias: "ledger-2" });
    const same = await world.create(role.type, role.inputs);
    await world.diff(same, role.inputs);
    const app = await world.create(appType, appInputs);
    await world.diff(app, { ...appInputs, description: "second" });
    expect(world.warnings).toEqual([]);
  });
});

describe("another secret version", () => {
  const withVersion = (value: string): Json => ({
    ...ownedInputs,
    tags: [...ownershipTags, { key: "secret-version", value }],
  });

  it("warns that the client secret ends", async () => {
    const held = await world.create(appType, withVersion("1"));
    await world.diff(held, withVersion("2"));
    expect(world.warnings).toEqual([
      {
        urn: urn(appType),
        message:
          'This gives "my-app" a new client secret. The old one ends at once: everyone who uses it needs the new one.',
      },
    ]);
  });

  it("warns of nothing if the version stays or goes", async () => {
    const held = await world.create(appType, withVersion("1"));
    await world.diff(held, { ...withVersion("1"), description: "second" });
    await world.diff(held, ownedInputs);
    expect(world.warnings).toEqual([]);
  });

  it("warns of nothing if the application had none", async () => {
    const held = await world.create(appType, ownedInputs);
    await world.diff(held, withVersion("1"));
    expect(world.warnings).toEqual([]);
  });
});

describe.each([
  ["a list request", ownedInputs],
  ["a GET", { ...appInputs, name: "my_app" }],
])("a refresh by %s", (_, inputs: Json) => {
  it("warns that the client secret was regenerated, without showing one", async () => {
    const held = await world.create(appType, inputs);
    const secret = await world.administrator.regenerateClientSecret(held.id);
    const { properties } = await world.read(held);
    expect(properties).toMatchObject({ clientSecret: { value: secret } });
    expect(world.warnings).toEqual([
      {
        urn: urn(appType),
        message:
          'The client secret of "my-app" is another one in the domain than in the state: it was regenerated outside, or by an `up` that was interrupted. `pulumi up` publishes it.',
      },
    ]);
  });

  it("warns of nothing if the client secret is the same, or is not shown", async () => {
    const held = await world.create(appType, inputs);
    await world.read(held);
    world.advance(60_000);
    world.interrupt = ({ method }, act) =>
      method === "GET"
        ? act().then(async (answer) => {
            const withoutSecret = (key: string, value: unknown) => (key === "clientSecret" ? undefined : value);
            return Response.json(JSON.parse(await answer.text(), withoutSecret));
          })
        : undefined;
    await world.read(held);
    expect(world.warnings).toEqual([]);
  });
});

describe("an import", () => {
  it("warns of nothing", async () => {
    const { id } = await world.create(appType, ownedInputs);
    await world.call("Read", { urn: urn(appType), id: `idcsEndpoint/${idcsEndpoint}/apps/${id}` });
    expect(world.warnings).toEqual([]);
  });
});
