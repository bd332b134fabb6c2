import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client, type Program, type Value } from "./declared.ts";
import { integrationApp, startWorld, type World } from "./world.ts";

// One application for each kind of change.
const audience = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const scopes = [{ fqs: `${audience}urn:opc:resource:consumer::all` }, { fqs: `${audience}/ic/api/` }];
const tags = (value: string): Value => [
  { key: "team", value },
  { key: "stage", value: "test" },
];
const onRequest = { attributeSets: ["default", "request"] };

const before: Program = {
  adds: app("adds", client),
  addsScope: app("addsScope", { ...client, allowedScopes: scopes.slice(0, 1) }),
  clears: app("clears", { ...client, allowedScopes: scopes }),
  describes: app("describes", { description: "first" }),
  forgets: app("forgets", { ...client, description: "first", allowedScopes: scopes, trustScope: "Explicit" }),
  nests: app("nests"),
  removes: app("removes", { ...client, allowedGrants: ["client_credentials", "password", "refresh_token"] }),
  reorders: app("reorders", { ...client, allowedGrants: ["client_credentials", "password"] }),
  tags: app("tags", { tags: tags("payments"), ...onRequest }),
  tagsUnseen: app("tagsUnseen", { tags: tags("payments") }),
};
const after: Program = {
  adds: app("adds", { ...client, allowedGrants: ["client_credentials", "password"] }),
  addsScope: app("addsScope", { ...client, allowedScopes: scopes }),
  clears: app("clears", { ...client, allowedScopes: [] }),
  describes: app("describes", { description: "second" }),
  forgets: app("forgets", client),
  nests: app("nests", { signonPolicy: { value: "OtherSignOnPolicy" } }),
  removes: app("removes", { ...client, allowedGrants: ["client_credentials", "refresh_token"] }),
  reorders: app("reorders", { ...client, allowedGrants: ["password", "client_credentials"] }),
  tags: app("tags", { tags: tags("billing"), ...onRequest }),
  tagsUnseen: app("tagsUnseen", { tags: tags("payments") }),
};

let world: World;
beforeAll(async () => {
  world = await startWorld();
  world.declare(before);
  await world.up();
});
afterAll(() => world?.close());

describe("the plan", () => {
  it("names each value that changes, and none that the program no longer gives or only reorders", async () => {
    world.declare(after);
    expect(await world.plan()).toEqual({
      adds: { op: "update", changes: { "allowedGrants[1]": "add" } },
      addsScope: { op: "update", changes: { "allowedScopes[1]": "add" } },
      clears: { op: "update", changes: { "allowedScopes[0]": "delete", "allowedScopes[1]": "delete" } },
      describes: { op: "update", changes: { description: "update" } },
      nests: { op: "update", changes: { "signonPolicy.value": "update" } },
      removes: { op: "update", changes: { "allowedGrants[1]": "delete" } },
      tags: { op: "update", changes: { "tags[0].value": "update" } },
      tagsUnseen: { op: "update", changes: { "tags[0]": "add", "tags[1]": "add" } },
    });
  });

  it("shows each change in the words of the engine", async () => {
    world.declare(after);
    const { output } = await world.run("preview", "--diff");
    expect(changesIn(output)).toEqual({
      adds: ["~ allowedGrants: [", '+ [1]: "password"', "]"],
      addsScope: ["~ allowedScopes: [", "+ [1]: {", `+ fqs : "${audience}/ic/api/"`, "}", "]"],
      clears: [
        "~ allowedScopes: [",
        "- [0]: {",
        `- fqs : "${audience}urn:opc:resource:consumer::all"`,
        `- idOfDefiningApp: "${integrationApp}"`,
        "- readOnly : false",
        "}",
        "- [1]: {",
        `- fqs : "${audience}/ic/api/"`,
        `- idOfDefiningApp: "${integrationApp}"`,
        "- readOnly : false",
        "}",
        "]",
      ],
      describes: ['~ description: "first" => "second"'],
      nests: ["~ signonPolicy: {", '~ value: "DefaultSignOnPolicy" => "OtherSignOnPolicy"', "}"],
      removes: ["~ allowedGrants: [", '- [1]: "password"', "]"],
      tags: ["~ tags: [", "~ [0]: {", '~ value: "payments" => "billing"', "}", "]"],
      tagsUnseen: [
        "~ tags: [",
        "+ [0]: {",
        '+ key : "team"',
        '+ value : "payments"',
        "}",
        "+ [1]: {",
        '+ key : "stage"',
        '+ value : "test"',
        "}",
        "]",
      ],
    });
    expect(output).toContain("~ 8 to update\n    3 unchanged");
  });

  it("is empty once it is carried out, except for tags that nobody asks the domain for", async () => {
    world.declare(after);
    const { requests } = await world.up();
    expect(requests.map(({ method }) => method)).toEqual(Array(8).fill("PUT"));
    expect(Object.keys(await world.plan())).toEqual(["tagsUnseen"]);
  });
});

/** The lines of each resource that say what changes, without indentation and alignment. */
function changesIn(output: string): Record<string, string[]> {
  const parts = output.split(/^ {4}[~+-]+ ?oci:.*$/m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const name = /::(\w+)\]$/m.exec(part)?.[1] ?? "";
      const lines = (part.split(/^Resources:/m)[0] ?? "").split("\n").map((line) => line.trim().replace(/ +/g, " "));
      return [name, lines.filter((line) => line !== "" && !/^\[(id|urn|provider)=/.test(line))];
    }),
  );
}
