import { describe, expect, it } from "vitest";
import { withKey } from "../../cli/drift/accept/with-key.ts";

const first = { list: "clients", index: 0 } as const;

const manifest = `# the team
team:   payments   # spaced
clients:
  # the portal
  - name: portal   # its name
    description: 'Old'  # why
    redirectUrls:
      # the one for users
      - "https://a.example.com/"  # a
      - https://b.example.com/    # b
      # the end of the URLs

    # who
    assign: { users: [ callan@example.com ] }
    environments:
      dev: {}
      # later
      test:
        active: false
  -   name: other
      description: Old
`;

const replaced = (from: string, to: string) => {
  expect(manifest).toContain(from);
  return manifest.replace(from, to);
};

describe("withKey", () => {
  it.each([
    ["an anchor", "clients:\n  - &one\n    name: one\n  - *one\n", 0],
    ["an alias", "clients:\n  - &one\n    name: one\n  - *one\n", 1],
    ["an alias as a value", "x: &x [a]\nclients:\n  - name: one\n    tags: *x\n", 0],
  ])("refuses an entry with %s, whose change would reach other places", (_, text, index) => {
    expect(withKey(text, { list: "clients", index }, "tags", { a: "b" })).toBeUndefined();
  });

  it("replaces a value in its line, and leaves every other byte as it is", () => {
    expect(withKey(manifest, first, "description", "New: one")).toBe(
      replaced("description: 'Old'  # why", "description: 'New: one' # why"),
    );
    expect(withKey(manifest, { list: "clients", index: 1 }, "description", "New")).toBe(
      replaced("      description: Old\n", "      description: New\n"),
    );
  });

  it("keeps the comments of the items that stay, and the lines after them", () => {
    const urls = ["https://b.example.com/", "https://c.example.com/"];
    expect(withKey(manifest, first, "redirectUrls", urls)).toBe(
      replaced(
        '      - "https://a.example.com/"  # a\n      - https://b.example.com/    # b\n',
        "      - https://b.example.com/ # b\n      - https://c.example.com/\n",
      ),
    );
    const more = ["https://a.example.com/", "https://b.example.com/", "https://c.example.com/"];
    expect(withKey(manifest, first, "redirectUrls", more)).toBe(
      replaced(
        '      - "https://a.example.com/"  # a\n      - https://b.example.com/    # b\n',
        '      - "https://a.example.com/" # a\n      - https://b.example.com/ # b\n      - https://c.example.com/\n',
      ),
    );
  });

  it("adds a key before the environments, and removes one with its line", () => {
    expect(withKey(manifest, first, "active", false)).toBe(
      replaced("    environments:\n", "    active: false\n    environments:\n"),
    );
    expect(withKey(manifest, first, "assign", undefined)).toBe(
      replaced("    assign: { users: [ callan@example.com ] }\n", ""),
    );
    expect(withKey(manifest, { list: "clients", index: 1 }, "tags", { a: "b" })).toBe(
      `${manifest}      tags:\n        a: b\n`,
    );
  });

  it("changes one environment and keeps the comments between them", () => {
    const environments = { dev: { active: false }, test: { active: false } };
    expect(withKey(manifest, first, "environments", environments)).toBe(
      replaced("      dev: {}\n", "      dev: {active: false}\n"),
    );
  });

  it("rewrites an entry in braces, keeps comments and line breaks of Windows", () => {
    const text = "clients: # all\r\n  - { name: one, tags: { a: b } } # this\r\n";
    expect(withKey(text, first, "tags", { a: "c" })).toBe(
      "clients:\r\n  # all\r\n  - {name: one, tags: {a: c}} # this\r\n",
    );
  });
});
