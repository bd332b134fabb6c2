import { beforeEach, describe, expect, it } from "vitest";
import { resourceBody, type World } from "../../world.ts";
import {
  claims,
  expectRefusal,
  loggedScopeReason,
  newApp,
  newClient,
  openOAuthWorld,
  password,
  post,
  read,
  signInAs,
  type TestClient,
} from "../oauth-world.ts";

const all = "urn:opc:resource:consumer::all";
const denied = [400, "unauthorized_client", "Client authorization failed."] as const;
const green = { key: "color", value: "green" };
const blue = { key: "color", value: "blue" };

let world: World;
beforeEach(async () => {
  world = await openOAuthWorld();
});

const forAll = (client: TestClient, scope = all) =>
  world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope });
const tagged = (tags: readonly object[]) =>
  newApp(world, resourceBody({ displayName: "tagged", audience: "https://tagged.example.com/", tags }));

describe("a token for all resources", () => {
  it.each(["Explicit", "Default"])("is refused to a client with trustScope %s", async (trustScope) => {
    expectRefusal(await forAll(await newClient(world, { trustScope })), ...denied);
    expect(loggedScopeReason(world)).toBe("The client's trustScope is neither Account nor Tags.");
  });

  it("is refused to a public client", async () => {
    const client = await newClient(world, { trustScope: "Account", clientType: "public" });
    const username = "callan@example.com";
    const parameters = { grant_type: "password", client_id: client.name, username, password, scope: all };
    expectRefusal(await post(world, "token", parameters), ...denied);
    expect(loggedScopeReason(world)).toBe("The client is public.");
  });

  const noTag = "No active resource has a tag that the client allows.";

  it("is refused to a client whose tags no resource has", async () => {
    await tagged([blue]);
    expectRefusal(await forAll(await newClient(world, { trustScope: "Tags", allowedTags: [green] })), ...denied);
    expect(loggedScopeReason(world)).toBe(noTag);
  });

  it("is refused to a client without tags", async () => {
    await tagged([blue]);
    expectRefusal(await forAll(await newClient(world, { trustScope: "Tags" })), ...denied);
    expect(loggedScopeReason(world)).toBe(noTag);
  });

  it("is refused to a client whose tags only an inactive resource has", async () => {
    const off = { displayName: "off", audience: "https://off.example.com/", tags: [green], active: false };
    await newApp(world, resourceBody(off));
    expectRefusal(await forAll(await newClient(world, { trustScope: "Tags", allowedTags: [green] })), ...denied);
    expect(loggedScopeReason(world)).toBe(noTag);
  });

  it.each([read, "urn:opc:idm:__myscopes__"])("is refused together with the scope %s", async (scope) => {
    const client = await newClient(world, { trustScope: "Account" });
    const text = "urn:opc:resource:consumer::all cannot be requested with other scopes.";
    expectRefusal(await forAll(client, `${all} ${scope}`), 400, "invalid_scope", text);
  });

  it("of a client with trustScope Account has the audience of the account, also for a user", async () => {
    const client = await newClient(world, { trustScope: "Account" });
    const expected = { aud: "urn:opc:resource:scope:account", scope: all };
    expect(claims(await forAll(client))).toMatchObject(expected);
    expect(claims(await signInAs(world, client, all))).toMatchObject({ ...expected, sub_type: "user" });
  });

  it("of a client with trustScope Tags names the tags that it shares with a resource", async () => {
    await tagged([green, { key: "size", value: "green" }]);
    const client = await newClient(world, { trustScope: "Tags", allowedTags: [blue, green] });
    // base64 of {"tags":[{"key":"color","value":"green"}]}
    const aud = "urn:opc:resource:scope:tag=eyJ0YWdzIjpbeyJrZXkiOiJjb2xvciIsInZhbHVlIjoiZ3JlZW4ifV19";
    expect(claims(await forAll(client))).toMatchObject({ aud, scope: all });
    expect(claims(await signInAs(world, client, all)).aud).toBe(aud);
  });

  it.each(["Account", "Tags", "Default"])(
    "does not stand in the way of an allowed scope with trustScope %s",
    async (trustScope) => {
      const client = await newClient(world, { trustScope });
      expect(claims(await forAll(client, read)).aud).toBe("https://orders.example.com/");
    },
  );
});
