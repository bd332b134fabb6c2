import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client, outputOf, roleGrant, secret } from "./declared.ts";
import { type StoredResource, startWorld, type World } from "./world.ts";

// The program of the official plugin's recordings, and the state that it left: a state that is moved from one plugin to the other.
// The move itself needs the official plugin, which is not on the machines that run the tests.

interface Recorded {
  readonly method: string;
  readonly request: { readonly name?: string; readonly preview?: boolean };
  readonly response: { readonly properties?: Values; readonly inputs?: Values };
}
type Values = Readonly<Record<string, unknown>>;

const recorded: Recorded[] = readFileSync(
  new URL("../provider/official-plugin/recordings/02-up.grpc.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

/** What the official plugin answered to the last call of a method for a resource: what the engine stored. */
const official = (method: string, name: string): Recorded["response"] =>
  recorded.findLast((call) => call.method === method && call.request.name === name)?.response ?? {};

/** What only one of the two domains answers with, the recorded or the local one. */
const ofOneDomain = ["accessTokenExpiry", "attrRenderingMetadatas.0", "compositeKey"];

let world: World;
let state: Record<string, StoredResource>;

beforeAll(async () => {
  world = await startWorld();
  const scope =
    "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all";
  world.declare({
    payments: app(
      "payments",
      { ...client, description: secret("desc 1"), allowedScopes: [{ fqs: scope }] },
      { additionalSecretOutputs: ["clientSecret"], ignoreChanges: ["schemas"] },
    ),
    g: roleGrant(outputOf("payments", "id"), world.roles[0] ?? { app: "", role: "" }),
  });
  await world.up();
  state = await world.state();
});
afterAll(() => world?.close());

describe.each(["payments", "g"])("the state of %s", (name) => {
  it("has the inputs of the official one, with the same notes in every object", () => {
    expect(keysIn(state[name]?.inputs)).toEqual(keysIn(official("Check", name).inputs));
  });

  it("has the outputs of the official one, with the same members and kinds", () => {
    const found = Object.entries(kindsIn(state[name]?.outputs));
    const expected = Object.entries(kindsIn(official("Create", name).properties));
    const comparable = (entries: [string, string][]) =>
      Object.fromEntries(entries.filter(([path]) => !ofOneDomain.some((own) => path.startsWith(own))));
    expect(comparable(found)).toEqual(comparable(expected));
  });

  it("has the official plugin's time limits", () => {
    expect(state[name]?.outputs.__meta).toBe(official("Create", name).properties?.__meta);
  });

  it("has no value that is null and no description of itself", () => {
    expect(Object.values(state[name]?.outputs ?? {})).not.toContain(null);
    expect(state[name]?.outputs).not.toHaveProperty("__pulumi_raw_state_delta");
  });
});

/** Every path of an object's keys; the value of `__defaults` too. */
function keysIn(value: unknown, path = ""): string[] {
  if (isSecret(value)) return [];
  if (Array.isArray(value)) return value.flatMap((element, index) => keysIn(element, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .flatMap(([name, member]) => {
      const own = name === "__defaults" ? `${path}.${name}=${JSON.stringify(member)}` : `${path}.${name}`;
      return [own, ...keysIn(member, own)];
    })
    .sort();
}

/** The kind of value at every path; a list's is that of its first element. */
function kindsIn(value: unknown, path = ""): Record<string, string> {
  if (isSecret(value)) return { [path]: "string" };
  if (Array.isArray(value)) return { [path]: "list", ...kindsIn(value[0], `${path}.0`) };
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null) return { [path]: typeof value };
  const members = Object.entries(value).map(([name, member]) =>
    kindsIn(member, path === "" ? name : `${path}.${name}`),
  );
  return Object.assign({}, ...members);
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
}
