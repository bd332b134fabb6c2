import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "./world.ts";

const good = `
team: payments
owner: payments-dev@example.com
clients:
  - name: ledger-sync
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
`;

let world: World;

beforeAll(async () => {
  world = await createWorld({ "teams/payments.yaml": good });
  const { code, output } = await world.pulumi("up", "--yes", "--skip-preview");
  expect({ code, output }).toMatchObject({ code: 0 });
});
afterAll(() => world?.close());

/** What a preview says when the manifest is `text`: it must fail, plan nothing and write nothing. */
async function refusalOf(text: string): Promise<string> {
  world.write("teams/payments.yaml", text);
  const from = world.domain.requests.length;
  const { code, output } = await world.pulumi("preview");
  world.write("teams/payments.yaml", good);
  expect(code).not.toBe(0);
  expect(output).not.toMatch(/\bto (create|delete|update|replace)\b/);
  expect(output).not.toMatch(/^\s+at /m);
  expect(world.domain.requests.slice(from).filter(({ method }) => method !== "GET")).toEqual([]);
  return output;
}

describe("a preview of a stack that exists", () => {
  it("shows every name that the domain does not know, where it stands, with the nearest one", async () => {
    const output = await refusalOf(`team: payments
owner: payments-dev@example.com
clients:
  - name: ledger-sync
    grantTypes: [client_credentials]
    access:
      - service: integration
        instance: finanse
      - app: OICINST_hr
        scopes: ["urn:opc:resource:consumer:all"]
        roles: [ServiceDeveloppr]
    assign:
      users: [calan@example.com]
      groups: [integration-tester]
`);
    expect(output).toMatch(
      /teams\/payments\.yaml:8:19 {2}clients\[0\]\.access\[0\]\.instance: "OICINST_finanse" is not a resource app .* Did you mean "OICINST_finance"\?/,
    );
    expect(output).toMatch(
      /teams\/payments\.yaml:10:18 {2}clients\[0\]\.access\[1\]\.scopes\[0\]: "urn:opc:resource:consumer:all" is not a scope of "OICINST_hr" .* Did you mean "urn:opc:resource:consumer::all"\?/,
    );
    expect(output).toMatch(
      /teams\/payments\.yaml:11:17 {2}clients\[0\]\.access\[1\]\.roles\[0\]: "ServiceDeveloppr" is not an app role of "OICINST_hr" .* Did you mean "ServiceDeveloper"\?/,
    );
    expect(output).toMatch(
      /teams\/payments\.yaml:13:15 {2}clients\[0\]\.assign\.users\[0\]: "calan@example\.com" is not a user of the identity domain \(names are case-insensitive\)\./,
    );
    expect(output).toMatch(
      /teams\/payments\.yaml:14:16 {2}clients\[0\]\.assign\.groups\[0\]: "integration-tester" is not a group of the identity domain \(names are case-insensitive\)\./,
    );
  });

  it.each([
    ["an empty file", "", /teams\/payments\.yaml\S* {2}/],
    ["a duplicate key", `${good}owner: again@example.com\n`, /teams\/payments\.yaml:8:1 /],
    [
      "two clients of one name",
      good + good.split("clients:\n")[1],
      /teams\/payments\.yaml:8:11 {2}clients\[1\]\.name: /,
    ],
    [
      "a client ID that the domain refuses",
      good.replace("grantTypes", 'clientId: "a b"\n    grantTypes'),
      /teams\/payments\.yaml:6:15 {2}clients\[0\]\.clientId: /,
    ],
  ])("refuses %s without a plan to delete", async (_, text, expected) => {
    expect(await refusalOf(text)).toMatch(expected);
  });

  it("says what to do when the identity domain does not answer", async () => {
    world.write("environments/dev.yaml", 'identityDomain: { url: "http://127.0.0.1:9" }\n');
    const output = await refusalOf(good);
    world.write("environments/dev.yaml", `identityDomain: { url: "${world.domain.url}" }\n`);
    expect(output).toContain(
      "error: http://127.0.0.1:9 cannot be reached (ECONNREFUSED); GET /admin/v1/Apps was not sent.",
    );
    expect(output).toContain("Start the local identity domain with `npm start` or `npm run local-domain`.");
  });

  it("names the teams that exist when a stack is named after one that does not", async () => {
    const { output: created, code: made } = await world.pulumi("stack", "init", "dev.paymentz");
    expect({ made, created }).toMatchObject({ made: 0 });
    world.write("Pulumi.dev.paymentz.yaml", world.read("Pulumi.dev.yaml"));
    const { code, output } = await world.pulumi("preview", "--stack", "dev.paymentz");
    expect(code).not.toBe(0);
    expect(output).toContain(
      'Stack "dev.paymentz"  "paymentz" is not a team of teams/ (it has payments). Did you mean "payments"?',
    );
  });

  it("names the environments that exist when a stack is named after one that does not", async () => {
    await world.pulumi("stack", "init", "prod");
    const { code, output } = await world.pulumi("preview", "--stack", "prod");
    expect(code).not.toBe(0);
    expect(output).toContain('environments  "prod" is not an environment (existing: dev).');
  });
});
