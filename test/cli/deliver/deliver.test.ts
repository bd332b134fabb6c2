import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { documentOf, textOf } from "../../../cli/deliver/document.ts";
import { Declarations } from "../../docs/declarations.ts";
import { delivered, newFolder, outputs, secret } from "./world.ts";

describe("deliver", () => {
  it("refuses a request that cannot be carried out, with all problems, before it reads the outputs", async () => {
    const wrong = { client: undefined, envPrefix: "1-", apply: true, restart: ["pod/x"] };
    expect((await delivered(wrong)).error).toBe(
      [
        "CommandError: Name a client, <team>/<client>, or all of them with --all.",
        "Name at least one target: --dotenv-file, --json-file, --kubernetes, --vault, --clipboard.",
        "--env-prefix 1-: a letter or _ is expected, then letters, digits and _.",
        "--apply, --kube-context and --restart belong to --kubernetes, which is missing.",
        "--restart pod/x: deployment/<name>, statefulset/<name> or daemonset/<name> is expected.",
      ].join("\n"),
    );
    expect((await delivered({ all: true, clipboard: true })).error).toBe(
      "CommandError: Name a client, or all of them with --all, not both.\n--clipboard is for one client: it holds one document.",
    );
  });

  it("refuses a client that the stack does not have, or that has no secret", async () => {
    const jsonFile = join(newFolder(), "client.json");
    expect((await delivered({ client: "payments/ledger-snyc", jsonFile })).error).toBe(
      'CommandError: "payments/ledger-snyc" is not a client of this stack (it has payments/ledger-sync, payments/portal, payments/public). Did you mean "payments/ledger-sync"?',
    );
    expect((await delivered({ client: "payments/public", jsonFile })).error).toBe(
      'CommandError: "payments/public" has no client secret, so nothing of it is secret. `npm run idcs-apps -- clients` shows all.',
    );
    expect((await delivered({ client: "constructor", jsonFile })).error).toMatch(/is not a client of this stack/);
    expect(existsSync(jsonFile)).toBe(false);
  });

  it("refuses one place for two clients", async () => {
    const jsonFile = join(newFolder(), "client.json");
    expect((await delivered({ client: undefined, all: true, jsonFile })).error).toBe(
      `CommandError: --json-file ${jsonFile} is ${jsonFile} for payments/ledger-sync and for payments/portal: tell them apart by {team} and {client}.`,
    );
    expect(existsSync(jsonFile)).toBe(false);
  });

  it("delivers all clients of a stack that have a secret, each to its own place", async () => {
    const folder = newFolder();
    const request = { client: undefined, all: true, jsonFile: join(folder, "{team}/{client}.json") };
    expect(await delivered(request)).toEqual({
      notes: [
        "payments/public: has no client secret, so nothing of it is secret.",
        `payments/ledger-sync: written to ${folder}/payments/ledger-sync.json.`,
        `payments/portal: written to ${folder}/payments/portal.json.`,
      ],
      printed: "",
      error: undefined,
    });
  });

  it("delivers to the other targets when one fails, and reports the failure at the end", async () => {
    const folder = newFolder();
    const request = { jsonFile: folder, dotenvFile: join(folder, "ledger.env") };
    expect(await delivered(request)).toEqual({
      notes: [`payments/ledger-sync: written to ${folder}/ledger.env.`],
      printed: "",
      error: `CommandError: payments/ledger-sync: --json-file ${folder}: ${folder} is not a regular file: it was not overwritten. Name another file, or move this one away.`,
    });
  });
});

describe("the delivered document", () => {
  it("has the client ID, the secret, the scope, the token URL and the version in one JSON object", () => {
    const document = documentOf(outputs, "payments/ledger-sync");
    expect(JSON.parse(document ? textOf(document) : "")).toEqual({
      version: 1,
      client: "payments/ledger-sync",
      clientId: "payments_ledger-sync_dev",
      clientSecret: secret,
      scope: "https://ledger.example.com:443/ic/api/ urn:more",
      tokenUrl: "http://127.0.0.1:8943/oauth2/v1/token",
      identityDomainUrl: "http://127.0.0.1:8943",
      grantTypes: ["client_credentials"],
      scopes: { Ledger: "https://ledger.example.com:443/ic/api/ urn:more" },
    });
  });

  it("is described in docs/deliver.md, member by member, with an example of its form", () => {
    const docs = readFileSync(join(import.meta.dirname, "../../../docs/deliver.md"), "utf8");
    const section = docs.slice(docs.indexOf("## The document"), docs.indexOf("## Which clients"));
    const described = section.split("\n").flatMap((line) => {
      const [, first = ""] = /^\| (`.*?) \|/.exec(line) ?? [];
      return [...first.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    });
    const members = new Declarations(join(import.meta.dirname, "../../../naming")).propertiesOf("DeliveredDocument");
    expect(described.toSorted()).toEqual(members.toSorted());
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? "");
    const document = documentOf(outputs, "payments/ledger-sync");
    expect(Object.keys(example)).toEqual(Object.keys(document ?? {}));
  });
});
