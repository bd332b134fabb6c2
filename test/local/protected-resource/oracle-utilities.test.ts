import { beforeEach, describe, expect, it } from "vitest";
import {
  callanId,
  change,
  grant,
  newClient,
  openOAuthWorld,
  read,
  signInAs,
  type TestClient,
} from "../authorization-server/oauth-world.ts";
import type { Answer, World } from "../world.ts";

const utilities = "a0000000000000000000000000000003";
const audience = "https://wacs-dev.utilities.example.com";
const all = "urn:opc:resource:consumer::all";
const green = { key: "color", value: "green" };
const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
  <ReadActivity xmlns="urn:example"><id>1</id></ReadActivity></s:Body></s:Envelope>`;
const forbidden = (detail: string) => ({
  status: 403,
  body: { type: "about:blank", title: "Forbidden", status: "403", detail },
});
const notValid = {
  status: 401,
  body: {
    type: "about:blank",
    title: "Unauthorized",
    status: "401",
    detail: "The access token is not valid for this instance.",
  },
};
const noScope = "The access token has no scope of Oracle Utilities.";
const noRole = "The holder of the access token has none of the roles ServiceUser, AppWebServices.";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  const allowedScopes = ["/rest/*", "/soap/*", "/*"].map((value) => ({ fqs: audience + value }));
  client = await newClient(world, { allowedScopes: [...allowedScopes, { fqs: read }] });
});

function addUser(login = client.name): Promise<Answer> {
  return world.send("PUT", `/local/utilities/users/${login}`, {}, JSON.stringify({ userType: "OAuth Client" }));
}

async function clientToken(scope: string, who = client): Promise<string> {
  const { body } = await world.token(who.name, who.clientSecret, { grant_type: "client_credentials", scope });
  return body.access_token;
}

async function userToken(scope: string, who = client): Promise<string> {
  return (await signInAs(world, who, scope)).body.access_token;
}

function rest(token: string, path = "/rest/busSvc/activities?limit=1"): Promise<Answer> {
  return world.send("GET", path, { authorization: `Bearer ${token}` });
}

async function soap(token: string, body = envelope): Promise<{ status: number; type: string | null; text: string }> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "text/xml" };
  const request = new Request("http://domain.test/soap/ActivityService", { method: "POST", headers, body });
  const answer = await world.domain.fetch(request);
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

describe("the Utilities application", () => {
  it("refuses a request without a token, with a bare challenge", async () => {
    const answer = await world.send("GET", "/rest/busSvc/activities");
    expect(answer).toMatchObject({ status: 401, body: { detail: "The request has no bearer token." } });
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="Oracle Utilities"');
    expect((await world.send("POST", "/soap/ActivityService")).status).toBe(401);
  });

  it("refuses an invalid token, and one for another resource", async () => {
    const nonsense = await rest("nonsense");
    expect(nonsense).toMatchObject(notValid);
    expect(nonsense.headers.get("www-authenticate")).toBe(
      'Bearer realm="Oracle Utilities", error="invalid_token", error_description="The access token is not valid for this instance."',
    );
    await addUser();
    expect(await rest(await clientToken(read))).toMatchObject(notValid);
  });

  it("refuses the other kind of web service to a token for one kind", async () => {
    await addUser();
    const refused = await rest(await clientToken(`${audience}/soap/*`));
    expect(refused).toMatchObject(forbidden(noScope));
    expect(refused.headers.get("www-authenticate")).toBe(
      `Bearer realm="Oracle Utilities", error="insufficient_scope", error_description="${noScope}"`,
    );
    const { status, text } = await soap(await clientToken(`${audience}/rest/*`));
    expect({ status, body: JSON.parse(text) }).toEqual(forbidden(noScope));
  });

  it("refuses a client without a user in the application, and names the step", async () => {
    const detail = `The Utilities application has no user of type OAuth Client whose login is the client ID ${client.name}. An administrator of the application creates it; here, PUT /local/utilities/users/${client.name} does.`;
    await grant(world, { type: "App", id: client.id }, utilities, "AppWebServices");
    await addUser("another");
    const refused = await rest(await clientToken(`${audience}/*`));
    expect(refused).toMatchObject(forbidden(detail));
    expect(refused.headers.get("www-authenticate")).toBe(
      `Bearer realm="Oracle Utilities", error="access_denied", error_description="${detail}"`,
    );
  });

  it("refuses a user without a role of the application, whatever the client has", async () => {
    await addUser();
    await grant(world, { type: "App", id: client.id }, utilities, "ServiceUser");
    expect(await rest(await userToken(`${audience}/*`))).toMatchObject(forbidden(noRole));
  });

  it("refuses everything if there is no such application", async () => {
    world = await openOAuthWorld({ examples: false });
    expect(await rest("nonsense")).toMatchObject({
      status: 404,
      body: { detail: "There is no Utilities application." },
    });
  });

  it.each(["/rest/*", "/*"])("answers REST for the scope %s with what was called", async (scope) => {
    await addUser();
    expect(await rest(await clientToken(audience + scope))).toMatchObject({
      status: 200,
      body: {
        application: "Oracle Utilities Work and Asset (dev)",
        caller: client.name,
        method: "GET",
        path: "/rest/busSvc/activities",
        query: { limit: "1" },
      },
    });
  });

  it.each(["/soap/*", "/*"])("answers SOAP for the scope %s with an envelope", async (scope) => {
    await addUser();
    expect(await soap(await clientToken(audience + scope))).toEqual({
      status: 200,
      type: "text/xml;charset=UTF-8",
      text: `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><called xmlns="urn:local-domain:utilities"><application>Oracle Utilities Work and Asset (dev)</application><caller>${client.name}</caller><path>/soap/ActivityService</path><operation>ReadActivity</operation></called></soapenv:Body></soapenv:Envelope>
`,
    });
  });

  it.each(["", "hello", "<open>", "<Envelope/>", '{"json":true}'])(
    "answers the SOAP body %j with a fault",
    async (body) => {
      await addUser();
      expect(await soap(await clientToken(`${audience}/soap/*`), body)).toEqual({
        status: 500,
        type: "text/xml;charset=UTF-8",
        text: `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>The body is not a SOAP 1.1 envelope.</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>
`,
      });
    },
  );

  it.each(["ServiceUser", "AppWebServices"])(
    "answers a user who holds %s, without a user of the client",
    async (role) => {
      await grant(world, { type: "User", id: callanId }, utilities, role);
      const token = await userToken(`${audience}/*`);
      expect(await rest(token)).toMatchObject({ status: 200, body: { caller: "callan@example.com" } });
      expect((await soap(token)).status).toBe(200);
    },
  );

  it("answers a refreshed token of a user", async () => {
    await grant(world, { type: "User", id: callanId }, utilities, "ServiceUser");
    const { body } = await signInAs(world, client, `${audience}/rest/* offline_access`);
    const form = { grant_type: "refresh_token", refresh_token: body.refresh_token };
    const next = await world.token(client.name, client.clientSecret, form);
    expect((await rest(next.body.access_token)).status).toBe(200);
  });

  it("answers a client of all resources, and one of tagged ones where the application has the tag", async () => {
    const trusted = await newClient(world, { displayName: "trusted", trustScope: "Account" });
    await addUser(trusted.name);
    expect((await rest(await clientToken(all, trusted))).status).toBe(200);
    expect((await soap(await clientToken(all, trusted))).status).toBe(200);

    await change(world, "Apps", "a0000000000000000000000000000001", { tags: [green] });
    const tagged = await newClient(world, { displayName: "tagged", trustScope: "Tags", allowedTags: [green] });
    await addUser(tagged.name);
    expect(await rest(await clientToken(all, tagged))).toMatchObject(notValid);
    await change(world, "Apps", utilities, { tags: [green] });
    expect((await rest(await clientToken(all, tagged))).status).toBe(200);
  });
});
