import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, resourceBody, type World } from "../../world.ts";
import { basic, expectRefusal, loggedReason, newApp, post, postAs, read, type TestClient } from "../oauth-world.ts";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const failed = [401, "invalid_client", "Client authentication failed."] as const;
const twoWays = [400, "invalid_request", "The client authenticates in two ways at once."] as const;
const nothingToProve = "A public client has nothing to prove itself by.";

let world: World;
let confidential: TestClient;
let publicClient: TestClient;
beforeEach(async () => {
  world = await openWorld();
  await newApp(world, resourceBody());
  const allowedScopes = [{ fqs: read }];
  confidential = await newApp(world, clientBody({ allowedScopes }));
  publicClient = await newApp(
    world,
    clientBody({
      displayName: "browser",
      clientType: "public",
      basedOnTemplate: { value: "CustomBrowserMobileTemplateId" },
      allowedGrants: ["client_credentials"],
      allowedScopes,
    }),
  );
});

describe("a confidential client", () => {
  it("is refused when it names itself and proves nothing", async () => {
    const answer = await post(world, "token", { client_id: confidential.name, grant_type: "client_credentials" });
    expectRefusal(answer, ...failed);
    expect(loggedReason(world)).toBe("It names a confidential client and proves nothing.");
  });

  it("is refused when its secret is wrong", async () => {
    expectRefusal(await postAs(world, "token", { ...confidential, clientSecret: "wrong" }, {}), ...failed);
    expect(loggedReason(world)).toBe("The client secret is wrong.");
  });

  it("is refused when its ID is unknown", async () => {
    expectRefusal(await postAs(world, "token", { ...confidential, name: "nobody" }, {}), ...failed);
    expect(loggedReason(world)).toBe("There is no OAuth client of that ID.");
  });

  it("is refused when it states an assertion besides the secret in its header", async () => {
    const { name, clientSecret } = confidential;
    expectRefusal(await post(world, "token", { client_assertion: "any" }, basic(name, clientSecret)), ...twoWays);
  });

  it("is refused when it states an assertion besides the secret in its body", async () => {
    expectRefusal(await postAs(world, "token", confidential, { client_assertion: "any" }), ...twoWays);
  });
});

describe("a public client", () => {
  it.each<[string, Record<string, string>]>([
    ["a secret", { client_secret: "any" }],
    ["an assertion", { client_assertion: "any" }],
    ["the type of an assertion", { client_assertion_type: assertionType }],
  ])("is refused when it states %s", async (_, parameters) => {
    expectRefusal(await post(world, "token", { client_id: publicClient.name, ...parameters }), ...failed);
    expect(loggedReason(world)).toBe(nothingToProve);
  });

  it("is refused when it uses HTTP Basic", async () => {
    expectRefusal(await post(world, "token", {}, basic(publicClient.name, "")), ...failed);
    expect(loggedReason(world)).toBe(nothingToProve);
  });

  it.each([
    ["header", (client: TestClient) => post(world, "token", {}, basic(client.name, client.clientSecret))],
    ["body", (client: TestClient) => postAs(world, "token", client, {})],
  ])("is refused when it states in the %s the secret that it had as a confidential client", async (_, send) => {
    const change = clientBody({ clientType: "public", allowedScopes: [{ fqs: read }] });
    expect((await world.admin("PUT", `/admin/v1/Apps/${confidential.id}`, change)).status).toBe(200);
    expectRefusal(await send(confidential), ...failed);
    expect(loggedReason(world)).toBe(nothingToProve);
  });

  it("is refused when it asks for a token for itself, even with the grant type allowed", async () => {
    expectRefusal(
      await post(world, "token", { client_id: publicClient.name, grant_type: "client_credentials", scope: read }),
      400,
      "unauthorized_client",
      "The client is not allowed the grant type client_credentials.",
    );
  });
});

describe("a client", () => {
  const request = { grant_type: "client_credentials", scope: read };

  it("is known by its client_id alone, if it is public", async () => {
    const answer = await post(world, "token", { client_id: publicClient.name });
    expectRefusal(answer, 400, "invalid_request", "The parameter grant_type is missing.");
  });

  it("is known by its secret in the header", async () => {
    const { name, clientSecret } = confidential;
    expect((await post(world, "token", request, basic(name, clientSecret))).status).toBe(200);
  });

  it("is known by its secret in the body", async () => {
    expect((await postAs(world, "token", confidential, request)).status).toBe(200);
  });
});
