import { mkdirSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { environmentNames, loadEnvironment } from "../../manifest/load-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { folderWith, messageOf } from "./world.ts";

const payments = "team: payments\nowner: payments@example.com\nclients: []\n";

describe("loadTeams, for a folder", () => {
  it("refuses a folder that does not exist", () => {
    const folder = join(folderWith({}), "nowhere");
    expect(messageOf(() => loadTeams(folder), folder)).toBe("teams  is not a folder: create it, or name another.");
  });

  it("refuses a file instead of a folder", () => {
    const file = join(folderWith({ "payments.yaml": payments }), "payments.yaml");
    expect(messageOf(() => loadTeams(file), file)).toBe("teams  is not a folder: create it, or name another.");
  });

  it("refuses a folder without manifests", () => {
    const folder = folderWith({ "README.md": "", ".payments.yaml": payments });
    expect(messageOf(() => loadTeams(folder), folder)).toBe(
      "teams  contains no manifest: write one file per team, <team>.yaml.",
    );
  });
});

describe("loadTeams, for sub-folders", () => {
  it("reads the files in them, and counts their teams among the others", () => {
    const sales = "team: sales\nowner: sales@example.com\nclients: []\n";
    const folder = folderWith({ "payments.yaml": payments, "emea/north/sales.yml": sales });
    expect(loadTeams(folder).map(({ team, file }) => [team, relative(folder, file)])).toEqual([
      ["payments", "payments.yaml"],
      ["sales", "emea/north/sales.yml"],
    ]);
  });

  it("shows where a problem is, and finds a team that is declared twice", () => {
    const folder = folderWith({ "payments.yaml": payments, "emea/payments.yaml": payments, "emea/a.yaml": "team: 5" });
    const message = messageOf(() => loadTeams(folder), folder);
    expect(message).toContain("teams/emea/a.yaml:1:7  team: 5 is a number");
    expect(message).toMatch(/teams\/payments.yaml:1:7 .*teams\/emea\/payments.yaml/);
  });

  it("reads nothing whose name, or whose folder's name, begins with a dot", () => {
    const folder = folderWith({
      "payments.yaml": payments,
      ".old/a.yaml": "[]",
      "emea/.b.yaml": "[]",
      "emea/.c/d.yaml": "[]",
    });
    expect(loadTeams(folder)).toHaveLength(1);
  });

  it("does not follow a link to a folder", () => {
    const folder = folderWith({ "payments.yaml": payments });
    symlinkSync("/etc", join(folder, "etc"));
    symlinkSync("..", join(folder, "loop"));
    expect(loadTeams(folder)).toHaveLength(1);
  });
});

describe("loadTeams, for a file", () => {
  it("refuses a file that is not UTF-8, with the byte and its place, after real replacement characters", () => {
    const content = Buffer.concat([
      Buffer.from("team: payments # \uFFFD\nowner: "),
      Buffer.from([0xe9]),
      Buffer.from("@example.com\n"),
    ]);
    const folder = folderWith({ "payments.yaml": content });
    expect(messageOf(() => loadTeams(folder), folder)).toBe(
      "teams/payments.yaml:2:8  is not UTF-8: the byte at offset 28 cannot be decoded. Save the file as UTF-8.",
    );
  });

  it("refuses a file in UTF-16 at its first byte", () => {
    const folder = folderWith({ "payments.yaml": Buffer.from(`\uFEFF${payments}`, "utf16le") });
    expect(messageOf(() => loadTeams(folder), folder)).toBe(
      "teams/payments.yaml:1:1  is not UTF-8: the byte at offset 0 cannot be decoded. Save the file as UTF-8.",
    );
  });

  it("counts positions as an editor does in a file with a byte order mark", () => {
    const folder = folderWith({ "payments.yaml": `\uFEFFteam: 5\nowner: payments@example.com\nclients: []\n` });
    expect(messageOf(() => loadTeams(folder), folder)).toBe(
      'teams/payments.yaml:1:7  team: 5 is a number, but a string is expected: put it in quotes, "5".',
    );
  });

  it("reports a file that cannot be read together with the problems of the other files", () => {
    const folder = folderWith({ "c.yaml": "[]" });
    symlinkSync("a.yaml", join(folder, "a.yaml"));
    symlinkSync("nowhere", join(folder, "b.yaml"));
    mkdirSync(join(folder, "d.yaml"));
    expect(messageOf(() => loadTeams(folder), folder)).toBe(
      [
        "teams/a.yaml  cannot be read (ELOOP).",
        "teams/b.yaml  does not exist.",
        "teams/c.yaml:1:1  is a list, but an object is expected, for example {team: payments, owner: payments-dev@example.com, clients: [{name: ledger-sync, grantTypes: [client_credentials], access: [{service: integration, instance: finance}]}]}.",
        "teams/d.yaml  is a folder, but a file is expected.",
      ].join("\n"),
    );
  });

  it("refuses a file whose aliases refer to themselves", () => {
    const folder = folderWith({ "payments.yaml": `${payments.replace("[]", "&all [*all]")}` });
    expect(messageOf(() => loadTeams(folder), folder)).toMatch(
      /^teams\/payments\.yaml:3:\d+ {2}clients\[0\]: is a list, but an object is expected, for example/,
    );
  });
});

describe("loadTeams, for a file of unusual size", () => {
  const client = (name: string, access: string) =>
    `  - { name: ${name}, grantTypes: [client_credentials], access: ${access} }\n`;
  const head = "team: payments\nowner: payments@example.com\nclients:\n";

  it("accepts a value that a thousand clients repeat by its alias", () => {
    const others = Array.from({ length: 999 }, (_, index) => client(`c${index}`, "*shared"));
    const first = client("first", "&shared [{ service: integration, instance: finance }]");
    const [team] = loadTeams(folderWith({ "payments.yaml": head + first + others.join("") }));
    expect(team?.clients).toHaveLength(1000);
  });

  it("refuses endless nesting with a single problem", () => {
    const folder = folderWith({ "payments.yaml": `team: ${"[".repeat(100_000)}` });
    expect(messageOf(() => loadTeams(folder), folder)).toMatch(
      /^teams\/payments\.yaml:1:\d+ {2}lists and objects are nested too deeply here\.$/,
    );
  });
});

describe("loadEnvironment, for a file", () => {
  const files = {
    "dev.yaml": "identityDomain: { url: http://127.0.0.1:8443 }",
    "test.yml": "identityDomain: { url: https://IDCS-1.identity.oraclecloud.com:443 }",
  };

  it.each([
    ["http://127.0.0.1:8443", "http://127.0.0.1:8443"],
    ["http://localhost", "http://localhost"],
    ['"http://[::1]:8080"', "http://[::1]:8080"],
    ["https://idcs-1.identity.oraclecloud.com", "https://idcs-1.identity.oraclecloud.com"],
    ["https://IDCS-1.identity.oraclecloud.com:443", "https://idcs-1.identity.oraclecloud.com"],
    ["https://idcs-1.identity.oraclecloud.com:8443", "https://idcs-1.identity.oraclecloud.com:8443"],
  ])("normalizes the URL %s to %s", (written, identityDomainUrl) => {
    const folder = folderWith({ "dev.yaml": `identityDomain: { url: ${written} }` });
    expect(loadEnvironment(folder, "dev").identityDomainUrl).toBe(identityDomainUrl);
  });

  it("refuses an environment without a file, with the existing environments", () => {
    const folder = folderWith(files);
    expect(messageOf(() => loadEnvironment(folder, "tset"), folder, "environments")).toBe(
      'environments  "tset" is not an environment (existing: dev, test). Did you mean "test"?',
    );
  });

  it("refuses a name that leads out of the folder", () => {
    const folder = folderWith(files);
    expect(messageOf(() => loadEnvironment(folder, "../dev"), folder, "environments")).toBe(
      'environments  "../dev" cannot be the name of an environment (lower-case letters, digits and "-", beginning with a letter, at most 40 characters).',
    );
  });

  it("finds the environments that environmentNames lists, by the names of their files", () => {
    expect(environmentNames(folderWith(files))).toStrictEqual(["dev", "test"]);
  });

  it("limits manifests to the existing environments, if loadTeams knows them", () => {
    const client =
      "{ name: a, grantTypes: [client_credentials], access: [{ service: integration, instance: b }], environments: { tset: {} } }";
    const folder = folderWith({ "payments.yaml": payments.replace("[]", `[${client}]`) });
    expect(loadTeams(folder)).toHaveLength(1);
    expect(messageOf(() => loadTeams(folder, { environments: ["dev", "test"] }), folder)).toBe(
      'teams/payments.yaml:3:121  clients[0].environments.tset: "tset" is not an environment (existing: dev, test). Did you mean "test"?',
    );
  });
});
