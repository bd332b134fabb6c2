import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { environmentNames, loadEnvironment } from "../../manifest/load-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { folderWith, messageOf } from "./world.ts";

const payments = "team: payments\nowner: payments@example.com\nclients: []\n";

describe("A folder of manifests", () => {
  test("is refused if it does not exist", () => {
    const folder = join(folderWith({}), "nowhere");
    expect(messageOf(() => loadTeams(folder), folder)).toBe("teams  is not a folder: create it, or name another.");
  });

  test("is refused if it is a file", () => {
    const file = join(folderWith({ "payments.yaml": payments }), "payments.yaml");
    expect(messageOf(() => loadTeams(file), file)).toBe("teams  is not a folder: create it, or name another.");
  });

  test("is refused if it holds no manifest", () => {
    const folder = folderWith({ "README.md": "", ".payments.yaml": payments });
    expect(messageOf(() => loadTeams(folder), folder)).toBe(
      "teams  contains no manifest: write one file per team, <team>.yaml.",
    );
  });
});

describe("A file", () => {
  test("that is not UTF-8 is refused with the byte and its place, after real replacement characters", () => {
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

  test("in UTF-16 is refused at its first byte", () => {
    const folder = folderWith({ "payments.yaml": Buffer.from(`\uFEFF${payments}`, "utf16le") });
    expect(messageOf(() => loadTeams(folder), folder)).toBe(
      "teams/payments.yaml:1:1  is not UTF-8: the byte at offset 0 cannot be decoded. Save the file as UTF-8.",
    );
  });

  test("with a byte order mark has the positions that an editor shows", () => {
    const folder = folderWith({ "payments.yaml": `\uFEFFteam: 5\nowner: payments@example.com\nclients: []\n` });
    expect(messageOf(() => loadTeams(folder), folder)).toBe(
      'teams/payments.yaml:1:7  team: 5 is a number, but a string is expected: put it in quotes, "5".',
    );
  });

  test("that cannot be read is refused beside the problems of the others", () => {
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

  test("whose aliases lead back to themselves is refused without end", () => {
    const folder = folderWith({ "payments.yaml": `${payments.replace("[]", "&all [*all]")}` });
    expect(messageOf(() => loadTeams(folder), folder)).toMatch(
      /^teams\/payments\.yaml:3:\d+ {2}clients\[0\]: is a list, but an object is expected, for example/,
    );
  });
});

describe("A file of unusual size", () => {
  const client = (name: string, access: string) =>
    `  - { name: ${name}, grantTypes: [client_credentials], access: ${access} }\n`;
  const head = "team: payments\nowner: payments@example.com\nclients:\n";

  test("may repeat a value by its alias in a thousand clients", () => {
    const others = Array.from({ length: 999 }, (_, index) => client(`c${index}`, "*shared"));
    const first = client("first", "&shared [{ service: integration, instance: finance }]");
    const [team] = loadTeams(folderWith({ "payments.yaml": head + first + others.join("") }));
    expect(team?.clients).toHaveLength(1000);
  });

  test("is refused at one place if it nests without end", () => {
    const folder = folderWith({ "payments.yaml": `team: ${"[".repeat(100_000)}` });
    expect(messageOf(() => loadTeams(folder), folder)).toMatch(
      /^teams\/payments\.yaml:1:\d+ {2}lists and objects are nested too deeply here\.$/,
    );
  });
});

describe("An environment", () => {
  const files = {
    "dev.yaml": "identityDomain: { url: http://127.0.0.1:8443 }",
    "test.yml": "identityDomain: { url: https://IDCS-1.identity.oraclecloud.com:443 }",
  };

  test.each([
    ["http://127.0.0.1:8443", "http://127.0.0.1:8443"],
    ["http://localhost", "http://localhost"],
    ['"http://[::1]:8080"', "http://[::1]:8080"],
    ["https://idcs-1.identity.oraclecloud.com", "https://idcs-1.identity.oraclecloud.com"],
    ["https://IDCS-1.identity.oraclecloud.com:443", "https://idcs-1.identity.oraclecloud.com"],
    ["https://idcs-1.identity.oraclecloud.com:8443", "https://idcs-1.identity.oraclecloud.com:8443"],
  ])("at %s has the identity domain %s", (written, identityDomainUrl) => {
    const folder = folderWith({ "dev.yaml": `identityDomain: { url: ${written} }` });
    expect(loadEnvironment(folder, "dev").identityDomainUrl).toBe(identityDomainUrl);
  });

  test("without a file is refused with those that have one", () => {
    const folder = folderWith(files);
    expect(messageOf(() => loadEnvironment(folder, "tset"), folder, "environments")).toBe(
      'environments  "tset" is not an environment (existing: dev, test). Did you mean "test"?',
    );
  });

  test("cannot be outside of its folder", () => {
    const folder = folderWith(files);
    expect(messageOf(() => loadEnvironment(folder, "../dev"), folder, "environments")).toBe(
      'environments  "../dev" cannot be the name of an environment (lower-case letters, digits and "-", beginning with a letter, at most 40 characters).',
    );
  });

  test("is listed by the name of its file", () => {
    expect(environmentNames(folderWith(files))).toStrictEqual(["dev", "test"]);
  });

  test("that no file describes is refused in a manifest, where the environments are known", () => {
    const client =
      "{ name: a, grantTypes: [client_credentials], access: [{ service: integration, instance: b }], environments: { tset: {} } }";
    const folder = folderWith({ "payments.yaml": payments.replace("[]", `[${client}]`) });
    expect(loadTeams(folder)).toHaveLength(1);
    expect(messageOf(() => loadTeams(folder, { environments: ["dev", "test"] }), folder)).toBe(
      'teams/payments.yaml:3:121  clients[0].environments.tset: "tset" is not an environment (existing: dev, test). Did you mean "test"?',
    );
  });
});
