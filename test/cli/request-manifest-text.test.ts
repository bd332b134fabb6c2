import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { extendedManifest } from "../../cli/request/write/manifest-text.ts";

const client = { name: "new", access: [{ service: "integration", roles: ["ServiceDeveloper"] }] };
const lines = ["- name: new", "  access:", "    - service: integration", "      roles: [ServiceDeveloper]"];

/** The lines of the new client at a column. */
const added = (column: number) => lines.map((line) => `${" ".repeat(column)}${line}\n`).join("");

describe("extendedManifest", () => {
  it.each([
    ["at the end", "team: a\nclients:\n  - name: x\n", "  "],
    ["after a comment on the last line", "team: a\nclients:\n  - name: x # last\n", "  "],
    ["with the indentation of the others", "team: a\nclients:\n- name: x\n", ""],
    [
      "after a string of several lines",
      "team: a\nclients:\n    - name: x\n      description: |\n        One\n\n        Two\n",
      "    ",
    ],
    ["after the comments of the last client", "clients:\n  - name: x\n    # secretVersion: 2\n\n  # - name: y\n", "  "],
    ["after an alias", "x: &x\n  name: x\nclients:\n  - *x\n  - { <<: *x, name: y }\n", "  "],
  ])("adds the client %s", (_, manifest, indentation) => {
    expect(extend(manifest)).toBe(manifest + added(indentation.length));
  });

  it.each([
    ["other keys", "clients:\n  - name: x\n", "owner: b\nteam: a\n"],
    ["comments with less indentation", "clients:\n  - name: x\n", "\n# The owner:\nowner: b\n"],
    ["the end of the document", "---\nclients:\n  - name: x\n", "...\n"],
  ])("adds the client before %s", (_, before, after) => {
    expect(extend(before + after)).toBe(before + added(2) + after);
  });

  it("adds an empty line before the client if the others have one", () => {
    const manifest = "clients:\n  - name: x\n\n  - name: y\n";
    expect(extend(manifest)).toBe(`${manifest}\n${added(2)}`);
  });

  it("keeps the kind of line breaks of the file", () => {
    const manifest = "team: a\r\nclients:\r\n  - name: x\r\n";
    expect(extend(manifest)).toBe(manifest + added(2).replaceAll("\n", "\r\n"));
  });

  it("completes a last line that has no line break", () => {
    expect(extend("clients:\n  - name: x")).toBe(`clients:\n  - name: x\n${added(2)}`);
  });

  it.each([
    ["an empty list", "clients: [] # none yet\nteam: a\n", `clients: # none yet\n${added(2)}team: a\n`],
    ["an empty list on several lines", "team: a\nclients: [\n  ]\n", `team: a\nclients:\n${added(2)}`],
    ["a missing list", "team: a # the first\n", `team: a # the first\nclients:\n${added(2)}`],
  ])("replaces %s", (_, manifest, extended) => {
    expect(extend(manifest)).toBe(extended);
  });

  it.each([
    "team: a # the first\nclients: [{ name: x }]\n",
    "{ team: a, clients: [{ name: x }] } # the first\n",
    "---\nteam: a # the first\n...\n",
  ])("rewrites, with its comments, a manifest to which no line can be added: %s", (manifest) => {
    const extended = extend(manifest);
    const { clients = [], ...rest } = parse(manifest);
    expect(parse(extended)).toEqual({ ...rest, clients: [...clients, client] });
    expect(extended).toContain("# the first");
  });

  it("marks proposed roles", () => {
    expect(
      extendedManifest("clients: []\n", { client, proposal: "the service's documentation grants it to clients" }),
    ).toContain("      roles: [ServiceDeveloper] # proposed: the service's documentation grants it to clients\n");
  });

  it("writes YAML that reads as the answers, whatever was typed", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "binary" }), (name, description) => {
        const typed = { name, description, redirectUrls: [name] };
        const manifest = extendedManifest("clients: []\n", { client: typed });
        expect(parse(manifest)).toEqual({ clients: [typed] });
      }),
    );
  });

  it("quotes strings that YAML would read as something else", () => {
    const odd = {
      name: "no",
      description: "a: b # c",
      environments: { "1": {} },
      redirectUrls: ["- x", "true", "1.0"],
    };
    const extended = extendedManifest("clients: []\n", { client: odd });
    expect(parse(extended)).toEqual({ clients: [odd] });
  });
});

function extend(manifest: string): string {
  return extendedManifest(manifest, { client });
}
