import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandOptions, runConformance } from "../../../cli/conformance/command.ts";
import { schema } from "../../../cli/conformance/json.ts";
import { CommandError } from "../../../cli/errors/command-error.ts";
import { readAnswers } from "../../../local/answers/read-answers.ts";
import { type ConformanceWorld, privateKey, startWorld, user } from "./world.ts";

let world: ConformanceWorld;
let folder: string;
/** Every secret and token that the domain has answered with. */
const secrets = new Set<string>();
let noted: string[] = [];

beforeAll(async () => {
  world = await startWorld({ deniedStatus: 403 });
  folder = mkdtempSync(join(tmpdir(), "conformance-"));
  mkdirSync(join(folder, "environments"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: idcs-apps\n");
  writeFileSync(join(folder, "environments/dev.yaml"), `identityDomain:\n  url: ${world.admin.url}\n`);
  writeFileSync(join(folder, "environments/test.yaml"), "identityDomain:\n  url: https://idcs-1.example.com\n");
  const settings = "config:\n  oci:tenancyOcid: ocid1.tenancy.oc1..local\n  oci:userOcid: ocid1.user.oc1..localadmin\n";
  for (const stack of ["dev", "test"]) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), settings);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secretMembers = ["clientSecret", "access_token", "refresh_token", "device_code", "user_code", "id_token"];

async function watched(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await world.domain.fetch(new Request(input, init));
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body === "object" && body !== null)
    for (const name of secretMembers) {
      const value = (body as Record<string, unknown>)[name];
      if (typeof value === "string") secrets.add(value);
    }
  return response;
}

function run(options: Partial<CommandOptions> = {}) {
  noted = [];
  return runConformance({
    stack: "dev",
    write: false,
    yes: false,
    json: false,
    folder,
    environment: { OCI_PRIVATE_KEY: privateKey },
    readOutputs: async () => {
      throw new CommandError("There is no stack.");
    },
    note: (line) => noted.push(line),
    fetch: watched,
    ...options,
  });
}

const problemOf = (options: Partial<CommandOptions>) =>
  run(options).then(
    () => undefined,
    (error: Error) => error.message,
  );

describe("doctor --conformance", () => {
  it("says what is the same, what was answered and what stays open, and that nothing was changed", async () => {
    const { text, differs } = await run();
    expect(differs).toBe(false);
    const lines = text.split("\n");
    expect(lines.slice(0, 11)).toEqual([
      "http://127.0.0.1:19091, next to the local domain",
      "",
      "schemas: the same",
      "discovery documents: the same",
      "claims of a client's own token: not compared. There is no client whose token could be read: name a stack with one, or use --write.",
      "lists: the same",
      "",
      "open questions: 3 of 20 answered",
      '  issuer                    "https://identity.oraclecloud.com/", as the local domain assumes',
      "  publicSigningCert         false, as the local domain assumes",
      "  bulkMaxOperations         50, as the local domain assumes",
    ]);
    expect(lines[13]).toBe("  clientIdCharacters        It is asked with --write.");
    expect(lines.at(-1)).toBe("Nothing was changed in the domain.");
  });

  it("writes an answers file that a local domain loads, and shows no secret, token or password anywhere", async () => {
    const answers = join(folder, "answers.yaml");
    const environment = { OCI_PRIVATE_KEY: privateKey, IDCS_APPS_TEST_PASSWORD: user.password };
    const options = { write: true, user: user.userName, answers, environment };
    const { text } = await run({ ...options, json: true });
    const report = schema.parse(JSON.parse(text));
    expect(report.questions.find(({ key }) => key === "deniedStatus")).toEqual({
      key: "deniedStatus",
      assumed: 401,
      answer: 403,
    });
    expect(readAnswers(answers).deniedStatus).toBe(403);
    const human = await run({ ...options, yes: true });
    const file = readFileSync(answers, "utf8");
    expect(secrets.size).toBeGreaterThan(20);
    for (const secret of [...secrets, user.password])
      for (const shown of [text, human.text, file, ...noted]) expect(shown).not.toContain(secret);
    expect(file).not.toMatch(/ocid1|127\.0\.0\.1|@/);
    expect(human.text.split("\n").slice(-3)).toEqual([
      "",
      "The application that was created is removed again.",
      `${answers} is written: npm run local-domain -- serve --answers ${answers}`,
    ]);
  });

  it("looks at a token of a client of the stack", async () => {
    const app = await world.admin.create("Apps", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
      displayName: "of the stack",
      name: "ofthestack",
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
      isOAuthClient: true,
      clientType: "confidential",
      allowedGrants: ["client_credentials"],
      active: true,
    });
    const client = { clientId: "ofthestack", scope: "", tokenUrl: "", grantTypes: ["client_credentials"] };
    const { text } = await run({
      readOutputs: async () => ({ clients: { "a/b": client }, clientSecrets: { "a/b": String(app.clientSecret) } }),
    });
    expect(text).toContain("\nclaims of a client's own token: the same\n");
  });

  it("writes to a domain that is not local only with consent, which is asked before the first request", async () => {
    const asked: string[] = [];
    const confirm = async (question: string) => {
      asked.push(question);
      return false;
    };
    const options = { stack: "test", write: true, fetch: () => Promise.reject(new Error("a request was sent")) };
    const refused =
      "Nothing was written to https://idcs-1.example.com: --write asks for consent in a terminal. In a pipeline, add --yes.";
    expect(await problemOf({ ...options, confirm })).toBe(refused);
    expect(await problemOf(options)).toBe(refused);
    expect(asked).toEqual([
      "An application is created in https://idcs-1.example.com, exercised and removed again. It holds no role. Go on?",
    ]);
    expect(await problemOf({ ...options, yes: true })).toBe(
      "GET https://idcs-1.example.com/admin/v1/Schemas?startIndex=1&count=200 was sent and got no answer (no answer).",
    );
  });

  it("does not overwrite a file without consent, and then sends nothing", async () => {
    const answers = join(folder, "kept.yaml");
    writeFileSync(answers, "strict: true\n");
    const before = world.domain.requests.length;
    expect(await problemOf({ answers })).toBe(
      `${answers} exists and was not overwritten: name another file, or add --yes.`,
    );
    expect(readFileSync(answers, "utf8")).toBe("strict: true\n");
    expect(world.domain.requests.length).toBe(before);
    await run({ answers, confirm: async () => true });
    expect(readFileSync(answers, "utf8")).toContain("bulkMaxOperations: 50\n");
  });

  it("asks for the test user's password in a terminal, and says where it may be without one", async () => {
    const name = user.userName;
    expect(await problemOf({ write: true, user: name })).toBe(
      `There is no password for ${name}: set IDCS_APPS_TEST_PASSWORD, or run the command in a terminal.`,
    );
    expect(await problemOf({ user: name })).toBe("--user is for --write: reading asks no user.");
    expect(await problemOf({ write: true, user: "nobody@example.com", askPassword: async () => "x" })).toBe(
      'The domain has no user "nobody@example.com": name one of its users with --user, or omit it.',
    );
    const { text } = await run({ write: true, user: name, askPassword: async () => user.password });
    expect(text).toContain("open questions: 20 of 20 answered\n");
  });

  it("writes no answers file if the run fails", async () => {
    const answers = join(folder, "none.yaml");
    const fetch = () => Promise.reject(new Error("no network"));
    expect(await problemOf({ answers, fetch })).toMatch(/ got no answer /);
    expect(existsSync(answers)).toBe(false);
  });
});
