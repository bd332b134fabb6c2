import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explain } from "../../../cli/explain/explain.ts";
import { schema } from "../../../cli/explain/json.ts";
import { renderExplanation } from "../../../cli/explain/render.ts";
import { type SurroundingsOptions, surroundingsOf } from "../../../cli/explain/surroundings.ts";
import { type DriftWorld, startDriftWorld } from "../drift-world.ts";

const url = "http://127.0.0.1:19090";
const finance = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const hr = "https://1A2B3C4D5E6F708192A3B4C5D6E7F809.integration.ocp.oraclecloud.com:443";
const all = "urn:opc:resource:consumer::all";

let world: DriftWorld;
beforeAll(async () => {
  world = await startDriftWorld();
});
afterAll(() => world.close());

function run(input: string, client?: string, options: Partial<SurroundingsOptions> = {}) {
  return explain({
    input,
    client,
    surroundings: async () => surroundingsOf({ stack: "dev", folder: world.folder, ...world.access, ...options }),
  });
}

/** The proven causes of an error, each with what to do. */
async function proven(input: string, client?: string) {
  const { error, causes } = await run(input, client);
  return [error, ...causes.filter(({ verdict }) => verdict === "confirmed").map(({ what, fix }) => `${what} ${fix}`)];
}

/** Sends a token request to the domain, and returns the whole exchange as `curl -v` shows it. */
async function curl(parameters: Readonly<Record<string, string>>, pair: string): Promise<string> {
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
  };
  const body = new URLSearchParams(parameters).toString();
  const answer = await world.access.client.fetch(`${url}/oauth2/v1/token`, { method: "POST", headers, body });
  return [
    `curl -v -d '${body}' ${url}/oauth2/v1/token`,
    "> POST /oauth2/v1/token HTTP/1.1",
    "> Host: 127.0.0.1:19090",
    ...Object.entries(headers).map(([name, value]) => `> ${name}: ${value}`),
    `< HTTP/1.1 ${answer.status} X`,
    await answer.text(),
  ].join("\n");
}

async function pairOf(clientId: string): Promise<string> {
  return `${clientId}:${(await world.one("Apps", `name eq "${clientId}"`)).clientSecret}`;
}

const own = { grant_type: "client_credentials" };

describe("explain, for what the token endpoint answers", () => {
  it("proves that the secret in the input is not the domain's, and shows neither", async () => {
    const text = await curl({ ...own, scope: `${finance}${all}` }, "shop_robot_dev:idcscs-of-yesterday");
    const explanation = await run(text);
    expect(schema.parse(explanation)).toEqual(explanation);
    expect(renderExplanation({ ...explanation, reference: "ABC" })).toBe(
      `invalid_client (401) from POST http://127.0.0.1:19090/oauth2/v1/token for the client shop/robot
  the server says: Client authentication failed.
  reference: ABC

The domain does not accept the client's authentication. It says the same for an unknown client ID, an inactive application, a wrong secret and a malformed header.

The cause, and others that are possible:
  1. CONFIRMED: The client secret is wrong: mistyped, of another environment, or regenerated since.
     -> Take the present one from where the stack delivers it. If it was regenerated in the console: \`pulumi refresh\` and \`pulumi up\` publish the new one.

Ruled out:
  - The domain has no application with this client ID.
  - The application is not active.
  - The request went to another identity domain than the one that has the client.
  - The Basic header is not base64 of <client ID>:<client secret>, each URL-encoded.
  - The application is no OAuth client.
  - It is a public client: it has no secret.
  - The client assertion is not signed with a certificate of the client, lacks kid or x5t, has another aud than the domain, or has expired.
  - The client may be used from some networks only.

checked:
  - has the domain an application with the client ID "shop_robot_dev"? Yes, "shop-robot".
  - is "shop-robot" active? Yes.
  - is 127.0.0.1:19090 the stack's identity domain? Yes.
  - is the Basic header well-formed? Yes.
  - is the secret in the message the one that the domain has for "shop-robot"? No. The application was changed last on 2026-11-24T08:00:00.000Z; its secret has the number 1.
  - is "shop-robot" an OAuth client? Yes.
  - which type of client is "shop-robot"? confidential.
  - is "shop-robot" limited to network perimeters? No.

notes:
  - A client secret is in the input; in a Basic header it is only encoded. Remove it before you pass the input on.`,
    );
  });

  it("proves that the domain does not know the client ID, and finds the nearest", async () => {
    const text = await curl({ ...own, scope: "x" }, "shop_robto_dev:idcscs-1");
    expect(await proven(text)).toEqual([
      "invalid_client",
      'The domain has no application with this client ID. Use the client ID of the outputs (`idcs-apps clients --stack dev`), not a display name, an OCID or an id. Did you mean "shop_robot_dev"?',
    ]);
  });

  it("names the line that declares a client which is not provisioned", async () => {
    world.write(
      "teams/late.yaml",
      "team: late\nowner: late@example.com\nclients:\n  - name: new\n    grantTypes: [client_credentials]\n    access: []\n",
    );
    const text = await curl({ ...own, scope: "x" }, "late_new_dev:idcscs-1");
    expect(await proven(text)).toEqual([
      "invalid_client",
      "The domain has no application with this client ID. teams/late.yaml:4:11 declares late/new with it: run `pulumi up --stack dev`.",
    ]);
    world.write("teams/late.yaml", "team: late\nowner: late@example.com\nclients: []\n");
  });

  it("proves that an application was deactivated by hand", async () => {
    const pair = await pairOf("shop_robot_dev");
    const { id } = await world.one("Apps", 'name eq "shop_robot_dev"');
    await world.byHand.changeStatus(id, false);
    const text = await curl({ ...own, scope: "x" }, pair);
    await expect(proven(text)).resolves.toEqual([
      "invalid_client",
      "The application is not active. The manifest wants it active, so it was deactivated by hand: `idcs-apps drift` says by whom; `pulumi refresh` and `pulumi up` activate it.",
    ]);
    await world.byHand.changeStatus(id, true);
  });

  it("names the line of a client that the manifest deactivates or retires", async () => {
    const { id } = await world.one("Apps", 'name eq "shop_robot_dev"');
    await world.byHand.changeStatus(id, false);
    const text = await curl({ ...own, scope: "x" }, await pairOf("shop_robot_dev"));
    const shop = (key: string) =>
      `team: shop\nowner: shop@example.com\nclients:\n  - name: robot\n    grantTypes: [client_credentials]\n    access: []\n    ${key}\n`;
    const before = (await import("../../plan/example-stack.ts")).exampleStack["teams/shop.yaml"] ?? "";
    world.write("teams/shop.yaml", shop("active: false"));
    expect(await proven(text)).toContain(
      "The application is not active. teams/shop.yaml:7:13 says `active: false`: remove it and run `pulumi up`.",
    );
    world.write("teams/shop.yaml", shop("state: retired"));
    expect(await proven(text)).toContain(
      "The application is not active. It is retired: teams/shop.yaml:7:12. Remove `state: retired` and run `pulumi up` to use it again.",
    );
    world.write("teams/shop.yaml", before);
    await world.byHand.changeStatus(id, true);
  });

  it("proves that a Basic header ends with a line break", async () => {
    const text = await curl({ ...own, scope: "x" }, `${await pairOf("shop_robot_dev")}\n`);
    const { causes, checked } = await run(text);
    expect(causes[0]).toMatchObject({ verdict: "confirmed", what: expect.stringMatching(/^The Basic header/) });
    expect(checked).toContain(
      "is the Basic header well-formed? No. The decoded Basic header ends with a line break, which became part of the secret: use `printf %s`, not `echo`.",
    );
  });

  it("proves that the request went to another domain", async () => {
    const text =
      'Token refused by https://idcs-2.identity.oraclecloud.com/oauth2/v1/token for client "shop_robot_dev": 401 invalid_client Client authentication failed.';
    expect(await proven(text)).toEqual([
      "invalid_client",
      `The request went to another identity domain than the one that has the client. Use the token URL of the stack, ${url}/oauth2/v1/token, or --stack for the environment that the request is for.`,
    ]);
  });

  it("proves that a scope or a grant type is not the client's, with the lines of the manifest", async () => {
    const pair = await pairOf("shop_robot_dev");
    const ofOther = await curl({ ...own, scope: `${finance}${all}` }, pair);
    expect(await proven(ofOther)).toEqual([
      "unauthorized_client",
      "The scope is not among those that the client may request. Request one that it has. If the client is meant to call that API: add the scope at teams/shop.yaml:13:13, unless it is already there, and run `pulumi up --stack dev`.",
    ]);
    const password = { grant_type: "password", username: "mia@example.com", password: "W3lcome!" };
    const ofUser = await curl({ ...password, scope: "https://orders.example.com/read" }, pair);
    expect(await proven(ofUser)).toEqual([
      "unauthorized_client",
      "The client may not use this grant type. Add password to grantTypes, if the client is meant to use it: teams/shop.yaml:12:17. Then run `pulumi up`.",
    ]);
  });

  it.each([
    ["no scope", "", "The request names no scope. Add scope: an identity domain has no default."],
    [
      "one colon",
      `${finance}urn:opc:resource:consumer:all`,
      `A scope is misspelled or encoded twice. Write two colons: ${finance}${all}.`,
    ],
    [
      "a scope without audience",
      "write",
      "A scope lacks its audience. Request the fully qualified scope: the primary audience of the resource app and then, with nothing between them, the scope.",
    ],
    [
      "a scope that nobody has",
      "https://orders.example.com/raed",
      'No resource app of this domain has the scope. Use a scope of a resource app of this domain. Did you mean "https://orders.example.com/read"?',
    ],
  ])("proves for invalid_scope: %s", async (_, scope, cause) => {
    const text = await curl({ ...own, ...(scope && { scope }) }, await pairOf("shop_robot_dev"));
    const [error, ...causes] = await proven(text);
    expect(error).toBe("invalid_scope");
    expect(causes).toContain(cause);
  });

  it("proves that the scopes of a request belong to two resource apps", async () => {
    const scope = `https://orders.example.com/read ${hr}${all}`;
    const text = `curl --data-urlencode 'scope=${scope}' ${url}/oauth2/v1/token\n{"error":"invalid_scope"}`;
    expect(await proven(text, "shop/robot")).toContain(
      "The scopes belong to several resource apps. Send one request for each resource app, or add urn:opc:resource:multiresourcescope.",
    );
  });

  it("takes the scope from the server's words if `curl -v` does not show it, and otherwise asks for the command", async () => {
    const exchange = (answer: object) =>
      `> POST /oauth2/v1/token HTTP/1.1\n< HTTP/1.1 400 X\n${JSON.stringify(answer)}`;
    const said = "No resource declares the scope https://orders.example.com/raed.";
    const told = exchange({ error: "invalid_scope", error_description: said });
    expect((await run(told, "shop/robot")).causes[0]?.verdict).toBe("confirmed");
    expect((await run(exchange({ error: "invalid_scope" }), "shop/robot")).notes).toEqual([
      "The input does not say the scope and the grant type: `curl -v` does not show what it sends. Paste the curl command too, without its secret.",
    ]);
  });

  it("proves that a user is unknown, or deactivated, or not assigned to a client that enforces grants", async () => {
    const refused = (userName: string) =>
      `POST ${url}/oauth2/v1/token grant_type=password&client_id=payments_portal_dev&username=${userName}&password=W3lcome9\n{"error":"invalid_grant"}`;
    expect(await proven(refused("nobody@example.com"))).toEqual([
      "invalid_grant",
      "There is no user of that name in this domain. Use the user name of the domain: it need not be the e-mail address.",
    ]);
    expect(await proven(refused("mia@example.com"))).toEqual([
      "invalid_grant",
      "The client enforces grants, and the user is not assigned to it. If the user is meant to use it, add the user, or one of the user's groups, at teams/payments.yaml:18:13 and run `pulumi up`.",
    ]);
    expect(await proven(refused("callan@example.com"))).toEqual(["invalid_grant"]);
    const setActive = async (active: boolean) => {
      const user = await world.one("Users", 'userName eq "callan@example.com"');
      await world.byHand.replace("Users", user.id, { ...user, active });
    };
    await setActive(false);
    expect(await proven(refused("callan@example.com"))).toEqual([
      "invalid_grant",
      "The account is deactivated, locked or pending, or its password must be changed. An administrator of users activates or unlocks the account; the user sets the password at the sign-in page.",
    ]);
    await setActive(true);
  });
});

describe("explain, for what other endpoints answer", () => {
  it("shows the registered redirect URLs, and in what the nearest differs", async () => {
    const { error, causes, checked } = await run(
      "Client payments_portal_dev requested an invalid redirect URL: https://portal.example.com/callback/. ECID: P4VVn1g7U00000000",
    );
    expect([error, causes[0]?.fix]).toEqual([
      "redirect_mismatch",
      "The nearest is https://portal.example.com/callback: only the slash at the end differs. Send one of the registered URLs. Only if this one is yours, and the client is to return there: add it at teams/payments.yaml:12:19 and run `pulumi up`.",
    ]);
    expect(checked[0]).toBe(
      'is "https://portal.example.com/callback/" a redirect URL of "payments-portal"? No: it has https://portal.example.com/callback, https://portal.example.com/other.',
    );
  });

  it("proves that a service refuses a token because the client has no scope of it, or no role", async () => {
    expect(
      await proven(`requests.HTTPError: 401 Client Error: Unauthorized for url: ${hr}/ic/api/x`, "shop/robot"),
    ).toEqual([
      "token_refused_by_service",
      'The token is for another audience: another service, another instance, or the domain itself. Add "OICINST_hr" to `access` at teams/shop.yaml:13:13 and run `pulumi up`.',
      "The client, or the user, has no app role of the service. For tokens of the client itself, add the role to `roles` at teams/shop.yaml:13:13 and run `pulumi up`; for tokens of users, the user needs it.",
    ]);
    expect(await proven(`HTTP/1.1 403 Forbidden\n${finance}/ic/api/x`, "payments/ledger-sync")).toEqual([
      "insufficient_scope",
    ]);
  });

  it("proves by the dates of a request and its answer that a clock is wrong", async () => {
    const text =
      '> GET /admin/v1/Apps HTTP/1.1\n> date: Tue, 24 Nov 2026 08:20:00 GMT\n< HTTP/1.1 401\n< Date: Tue, 24 Nov 2026 08:00:00 GMT\n\n{"code":"NotAuthenticated","message":"The required information to complete authentication was not provided or was incorrect."}';
    expect(await proven(text)).toEqual([
      "NotAuthenticated",
      "This machine's clock differs by more than five minutes. Correct it, for example with NTP.",
    ]);
  });

  it.each([
    ['{"code":"NotAuthorizedOrNotFound","message":"x"}', "NotAuthorizedOrNotFound"],
    [`GET ${url}/admin/v1/Apps was refused: 401 "x" (error.common.common.accessDenied).`, "admin_access_denied"],
    [`POST ${url}/admin/v1/Apps was refused: 409 "x".`, "conflict"],
    [`DELETE ${url}/admin/v1/Apps/1 was refused: 400 "x".`, "delete_of_active_application"],
    [`GET ${url}/admin/v1/Apps was refused: 429 with no explanation.`, "rate_limited"],
    ["curl: (60) SSL certificate problem: self-signed certificate", "certificate_not_trusted"],
    ["connect ECONNREFUSED 127.0.0.1:8943", "unreachable"],
    ["AUTH-3024 You aren't authorized to access the app.", "AUTH-3024"],
    ["https://a.example.com/cb?error=login_required", "interaction_required"],
    ['{"error":"invalid_grant","error_description":"The token has already been consumed"}', "refresh_token_consumed"],
    ['{"code":"OBP_ADMIN_FORBIDDEN"}', "blockchain_forbidden"],
  ])("knows %s as %s", async (input, error) => {
    expect((await run(input)).error).toBe(error);
  });
});

describe("explain, without what it would check", () => {
  it("says that input is not known, and asks nothing", async () => {
    const found = await explain({ input: "all is well", surroundings: () => Promise.reject(new Error("asked")) });
    expect(renderExplanation(found)).toBe(
      "unknown error\n\nThis is no error that the command knows. Paste the whole answer, with its status and headers (`curl -v`), or the error's text.",
    );
  });

  it("refuses empty input, and a client that the stack does not have", async () => {
    await expect(run(" \n")).rejects.toMatchObject({
      message: "There is nothing to explain: pipe an error, an HTTP answer or the output of `curl -v` into it.",
    });
    await expect(run("invalid_client", "shop/robto")).rejects.toMatchObject({
      name: "CommandError",
      message: expect.stringMatching(
        /^"shop\/robto" is not a client of the stack "dev" .* Did you mean "shop\/robot"\?$/,
      ),
    });
  });

  it("says why the domain was not asked, and leaves the causes open", async () => {
    const down = async () => {
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
    };
    const { causes, notes } = await run("invalid_client", "shop/robot", {
      client: { fetch: down, retry: { retries: 1, firstDelay: 1, longestDelay: 1 } },
    });
    expect(new Set(causes.map(({ verdict }) => verdict))).toEqual(new Set(["open"]));
    expect(notes).toEqual([
      `The domain was not asked, or not about everything: ${url} cannot be reached (ECONNREFUSED); GET /admin/v1/Apps was not sent. Start the local identity domain with \`npm start\` or \`npm run local-domain\`.`,
    ]);
  });

  it("says that manifests are wrong, and goes on without them", async () => {
    world.write("teams/late.yaml", "team: late\n");
    const { error, notes } = await run('{"error":"invalid_client","client_id":"shop_robot_dev"}');
    expect(error).toBe("invalid_client");
    expect(notes[1]).toMatch(/^The manifests were not used: teams\/late\.yaml:1:1 {2}/);
    world.write("teams/late.yaml", "team: late\nowner: late@example.com\nclients: []\n");
  });

  it("says that --client and the client ID of the input differ", async () => {
    const { notes } = await run('{"error":"invalid_client","client_id":"shop_robot_dev"}', "payments/portal", {
      offline: true,
    });
    expect(notes).toEqual([
      "The domain was not asked, or not about everything: --offline.",
      "The request has another client ID than payments/portal, whose client ID is payments_portal_dev.",
    ]);
  });
});
