import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeCertificate } from "../local/certificates.ts";
import { type Kind, kindsIn } from "./other-types.ts";
import type { Json } from "./protocol.ts";
import { idcsEndpoint, messageOf, ownershipTags, startWorld, urn, type World } from "./world.ts";

// A role, a network perimeter, a certificate and a user: each meets what applications and assignments meet.

let world: World;
let kinds: Record<string, Kind>;

beforeEach(async () => {
  world = await startWorld();
  kinds = await kindsIn(world);
});
afterEach(() => world.close());

const kindOf = (name: string): Kind => kinds[name] as Kind;
const queries = (): string[] => world.sent.map(({ method, path }) => `${method} ${decodeURIComponent(path)}`);

async function stored({ collection, filter }: Kind): Promise<Json[]> {
  const query = { filter, attributeSets: ["default", "request"] };
  return [...(await world.administrator.list(collection, { query })).Resources] as Json[];
}

/** Loses the answers of the first POSTs, before or after the domain has acted. */
function lose(when: "before" | "after", count = 1): void {
  let posts = 0;
  world.interrupt = ({ method }, act) => {
    if (method !== "POST" || ++posts > count) return undefined;
    const lost = () => Promise.reject(new TypeError("connection lost"));
    return when === "after" ? act().then(lost) : lost();
  };
}

describe.each(["role", "perimeter", "certificate", "user"])("a %s", (name) => {
  it("is created with one POST of what the program says", async () => {
    const { type, inputs, body, collection } = kindOf(name);
    const { id, properties } = await world.create(type, inputs);
    expect(world.log()).toEqual([`POST ${collection}`]);
    expect(world.sent[0]?.body).toEqual(body);
    expect(await stored(kindOf(name))).toMatchObject([{ id, ...body }]);
    expect(properties).toMatchObject({ id, ...inputs });
  });

  it("has no difference after it was created, nor after a refresh, which is one list request", async () => {
    const { type, inputs, collection } = kindOf(name);
    const held = await world.create(type, inputs);
    expect(await world.diff(held, inputs)).toMatchObject({ changes: "DIFF_NONE" });
    await world.restart();
    const { inputs: found, properties } = await world.read(held);
    await world.read(held);
    expect(found).toMatchObject(inputs);
    expect(properties).toMatchObject(held.properties);
    expect(queries()).toEqual([
      expect.stringMatching(new RegExp(`^GET ${collection}\\?.*filter=tags\\[key\\+eq\\+"stack"`)),
    ]);
  });

  it("is planned with what the program says, and without a request if its name need not be unique in the domain", async () => {
    const { type, inputs, collection } = kindOf(name);
    const properties = { idcsEndpoint, ...inputs };
    const planned = await world.call("Create", { urn: urn(type), properties, preview: true });
    expect(planned.properties).toMatchObject(properties);
    expect(world.log()).toEqual(["perimeter", "user"].includes(name) ? [`GET ${collection}`] : []);
  });

  it("shows a change of its tags in the preview", async () => {
    const { type, inputs } = kindOf(name);
    const { id, properties: olds } = await world.create(type, inputs);
    const tags = [...(inputs.tags as Json[]), { key: "owner", value: "payments@example.com" }];
    const planned = await world.call("Update", { urn: urn(type), id, olds, news: { ...inputs, tags }, preview: true });
    expect(planned.properties).toMatchObject({ tags });
  });

  it("exists once if the answer to its POST is lost", async () => {
    const { type, inputs, collection } = kindOf(name);
    lose("after");
    const { id } = await world.create(type, inputs);
    expect((await stored(kindOf(name))).map((one) => one.id)).toEqual([id]);
    expect(world.log()).toEqual([`POST ${collection}`, `GET ${collection}`, `GET ${collection}/<id>`]);
  });

  it("is created if its POST is lost", async () => {
    const { type, inputs } = kindOf(name);
    lose("before", 2);
    const { id } = await world.create(type, inputs);
    expect((await stored(kindOf(name))).map((one) => one.id)).toEqual([id]);
  });

  it("is not looked for after a lost answer if it has no tags", async () => {
    const { type, inputs, collection } = kindOf(name);
    lose("after");
    expect(await messageOf(world.create(type, { ...inputs, tags: [] }))).toMatch(/^POST .* got no answer/);
    expect(world.log()).toEqual([`POST ${collection}`]);
  });

  it("is taken over if it was created by a run that was killed", async () => {
    const { type, inputs } = kindOf(name);
    const { id } = await world.create(type, inputs);
    await world.restart();
    expect((await world.create(type, inputs)).id).toBe(id);
    expect(world.log().filter((line) => line.startsWith("PUT"))).toEqual([]);
  });

  it("is refused, with an explanation, if somebody else has one with the same name", async () => {
    const { type, inputs, collection, body, kind, name: taken } = kindOf(name);
    const other = name === "certificate" && { x509Base64Certificate: (await makeCertificate("other")).base64 };
    const { id } = await world.administrator.create(collection, { ...body, ...other, tags: [] });
    const message = await messageOf(world.create(type, inputs));
    const owner =
      name === "certificate"
        ? "whose owner the domain does not show"
        : "which has no ownership tags: it was created by hand or by another tool";
    const [attribute] = taken.split(" ");
    expect(message.split("\n").slice(1)).toEqual([
      `The ${taken} is taken by ${kind} ${id}, ${owner}.`,
      `Choose another ${attribute}. That ${kind} is left as it is: somebody may depend on it.`,
    ]);
    expect(message).toMatch(/^POST .* was refused: 409 ".* exists/);
    expect(await stored(kindOf(name))).toHaveLength(1);
  });

  it("is not taken over from another stack", async () => {
    const { type, inputs } = kindOf(name);
    const tags = ownershipTags.map((tag) => (tag.key === "stack" ? { ...tag, value: "proto/prod" } : tag));
    await world.create(type, { ...inputs, tags }, "other");
    expect(await messageOf(world.create(type, inputs))).toContain(" is taken by ");
    expect(await stored(kindOf(name))).toHaveLength(1);
  });

  it("is imported by the official plugin's id", async () => {
    const { type, inputs, path } = kindOf(name);
    const { id } = await world.create(type, inputs);
    await world.restart();
    const imported = await world.call("Read", { id: `idcsEndpoint/${idcsEndpoint}/${path}/${id}`, urn: urn(type) });
    const { tags: _, attributeSets: __, attributes: ___, ...shown } = inputs;
    expect(imported).toMatchObject({ id, inputs: { ...shown, idcsEndpoint } });
    const check = await world.call("Check", { urn: urn(type), name: "app", olds: {}, news: imported.inputs });
    expect(check).not.toHaveProperty("failures");
  });

  it("is deleted, also if it is gone already", async () => {
    const { type, inputs, collection } = kindOf(name);
    const held = await world.create(type, inputs);
    await world.restart();
    await world.remove(held);
    expect(await stored(kindOf(name))).toEqual([]);
    await world.remove(held);
    expect(world.log()).toEqual([`DELETE ${collection}/<id>`, `DELETE ${collection}/<id>`]);
  });
});

describe("a change", () => {
  it.each([
    ["role", { displayName: "Writer" }],
    ["role", { description: "reads orders" }],
    ["certificate", { certificateAlias: "ledger-2" }],
    ["certificate", { keyStoreName: "store" }],
  ])("of a %s to %j replaces it: the API has no PUT for it", async (name, change) => {
    const { type, inputs } = kindOf(name);
    const held = await world.create(type, inputs);
    expect(await world.diff(held, { ...inputs, ...change })).toMatchObject({ replaces: Object.keys(change) });
  });

  it.each([{ name: "office-2" }, { description: "Berlin" }, { ipAddresses: [{ value: "198.51.100.7" }] }])(
    "of a perimeter to %j is one PUT",
    async (change) => {
      const { type, inputs } = kindOf("perimeter");
      const held = await world.create(type, inputs);
      expect(await world.diff(held, { ...inputs, ...change })).not.toHaveProperty("replaces");
      const { properties } = await world.update(held, { ...inputs, ...change });
      expect(world.log()).toEqual(["POST NetworkPerimeters", "PUT NetworkPerimeters/<id>"]);
      expect(await world.administrator.read("NetworkPerimeters", held.id)).toMatchObject(change);
      expect(properties).toMatchObject(change);
    },
  );

  it.each([{ userName: "payments_ledger_2_dev" }, { name: { familyName: "ledger-2" } }])(
    "of a user to %j is one PUT, with the flag that makes it a service user",
    async (change) => {
      const { type, inputs, body } = kindOf("user");
      const held = await world.create(type, inputs);
      expect(await world.diff(held, { ...inputs, ...change })).not.toHaveProperty("replaces");
      const { properties } = await world.update(held, { ...inputs, ...change });
      expect(world.log()).toEqual(["POST Users", "PUT Users/<id>"]);
      const sent = world.sent[1]?.body;
      expect(sent).toMatchObject({ ...body, ...change });
      // Nothing that is fixed and that the domain never shows.
      expect(sent?.["urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User"]).toEqual({
        serviceUser: true,
        accountRecoveryRequired: false,
        doNotShowGettingStarted: false,
        isAccountRecoveryEnrolled: false,
        isFederatedUser: false,
      });
      expect(properties).toMatchObject(change);
    },
  );

  it("of a user to the name of another account is refused, and neither is changed", async () => {
    const { type, inputs } = kindOf("user");
    const held = await world.create(type, inputs);
    const message = await messageOf(world.update(held, { ...inputs, userName: "Mia@example.com" }));
    const [first, ...advice] = message.split("\n").slice(1);
    expect(first).toMatch(/^The userName "mia@example\.com" is taken by user \w+, which has no ownership tags/);
    expect(advice).toEqual(["Choose another userName, or change that one first."]);
    expect(await stored(kindOf("user"))).toHaveLength(1);
  });

  it("of a role that a killed run has created is refused, with the values to declare", async () => {
    const { type, inputs } = kindOf("role");
    const { id } = await world.create(type, { ...inputs, description: "first" });
    await world.restart();
    expect(await messageOf(world.create(type, { ...inputs, description: "second" }))).toBe(
      [
        `The app role "Reader" (id ${id}) exists already, is not as declared, and cannot be changed: the API has no request for that.`,
        'Declare it as it is, and everyone who holds it keeps it: { name: "Reader", availableTo: [clients], description: "first" }.',
      ].join("\n"),
    );
  });
});
