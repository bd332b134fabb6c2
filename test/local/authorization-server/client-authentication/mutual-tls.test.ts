import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { Agent, type RequestOptions, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningLocalDomain, startLocalDomain } from "../../../../local/server.ts";
import { makeCertificate, registerCertificate, type TestCertificate } from "../../certificates.ts";
import { administratorOf } from "../../data-folder-profile.ts";
import { type Answer, clientBody, openWorld, resourceBody, url, type World } from "../../world.ts";
import { expectRefusal, form, loggedReason, newApp, read, type TestClient } from "../oauth-world.ts";

const own = await makeCertificate("orders-sync");
const foreign = await makeCertificate("orders-sync");

describe("the TLS listener", () => {
  let dataFolder: string;
  let open: RunningLocalDomain | undefined;
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), "local-domain-test-"));
  });
  afterEach(async () => {
    await open?.close();
    await rm(dataFolder, { recursive: true, force: true });
  });
  const start = async (tls?: { port: number }) => {
    open = await startLocalDomain({ dataFolder, tls });
    return open;
  };
  const trusted = async () => ({ ca: await readFile(join(dataFolder, "tls-certificate.pem")) });

  function send(
    target: string,
    options: RequestOptions,
    body = "",
  ): Promise<{ status: number | undefined; body: string; resumed: boolean }> {
    return new Promise((resolve, reject) => {
      const sent = request(target, { agent: false, ...options }, async (response) => {
        const chunks = await response.toArray();
        const resumed = (sent.socket as TLSSocket).isSessionReused();
        resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString(), resumed });
      });
      sent.on("error", reject).end(body);
    });
  }

  it("does not exist by default, and the secure endpoints are then the plain ones", async () => {
    const domain = await start();
    expect(domain.secureUrl).toBeUndefined();
    const configuration = (await (
      await fetch(`${domain.url}/.well-known/idcs-configuration`)
    ).json()) as Answer["body"];
    expect(configuration["openid-configuration"].secure_token_endpoint).toBe(`${domain.url}/oauth2/v1/token`);
  });

  it("rejects with the socket's error when its port is in use", async () => {
    const { port } = new URL((await start({ port: 0 })).secureUrl as string);
    const other = await mkdtemp(join(tmpdir(), "local-domain-test-"));
    await expect(startLocalDomain({ dataFolder: other, tls: { port: Number(port) } })).rejects.toMatchObject({
      code: "EADDRINUSE",
      port: Number(port),
    });
    await rm(other, { recursive: true });
  });

  it("is refused by a client that does not trust its certificate", async () => {
    const { secureUrl } = await start({ port: 0 });
    await expect(send(`${secureUrl}/local/status`, {})).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });

  it("answers with and without a client certificate, on 127.0.0.1 and localhost, and is named by discovery", async () => {
    const { secureUrl } = await start({ port: 0 });
    const { keyPem, certificatePem } = foreign;
    const byName = (secureUrl as string).replace("127.0.0.1", "localhost");
    expect((await send(`${byName}/local/status`, await trusted())).status).toBe(200);
    const options = { ...(await trusted()), key: keyPem, cert: certificatePem };
    const { status, body } = await send(`${secureUrl}/.well-known/idcs-configuration`, options);
    expect(status).toBe(200);
    expect(JSON.parse(body)["openid-configuration"]).toMatchObject({
      secure_authorization_endpoint: `${secureUrl}/oauth2/v1/authorize`,
      secure_token_endpoint: `${secureUrl}/oauth2/v1/token`,
      secure_userinfo_endpoint: `${secureUrl}/oauth2/v1/userinfo`,
      secure_jwks_uri: `${secureUrl}/admin/v1/SigningCert/jwk`,
    });
  });

  it("knows a client by its certificate, also when a TLS session is resumed, and not without it", async () => {
    const { url: plainUrl, secureUrl } = await start({ port: 0 });
    const admin = await administratorOf(plainUrl, dataFolder);
    await registerCertificate({ admin }, "orders", own);
    await admin("POST", "/admin/v1/Apps", resourceBody());
    const attributes = { allowedGrants: ["tls_client_auth"], allowedScopes: [{ fqs: read }] };
    const created = await admin(
      "POST",
      "/admin/v1/Apps",
      clientBody({ ...attributes, certificates: [{ certAlias: "orders" }] }),
    );
    const { name } = (await created.json()) as { name: string };
    const body = new URLSearchParams({ client_id: name, grant_type: "tls_client_auth", scope: read }).toString();
    const agent = new Agent({ ...(await trusted()), key: own.keyPem, cert: own.certificatePem });
    const post = { method: "POST", headers: form };

    const first = await send(`${secureUrl}/oauth2/v1/token`, { ...post, agent }, body);
    const second = await send(`${secureUrl}/oauth2/v1/token`, { ...post, agent }, body);
    expect([first.status, first.resumed]).toEqual([200, false]);
    expect([second.status, second.resumed]).toEqual([200, true]);
    expect((await send(`${secureUrl}/oauth2/v1/token`, { ...post, ...(await trusted()) }, body)).status).toBe(401);
  });

  it("keeps its certificate for the next start, and its key to its owner", async () => {
    const first = await start({ port: 0 });
    const { ca } = await trusted();
    expect((await stat(join(dataFolder, "tls-key.pem"))).mode & 0o777).toBe(0o600);
    await first.close();
    const { secureUrl } = await start({ port: 0 });
    expect((await send(`${secureUrl}/local/status`, { ca })).status).toBe(200);
  });
});

describe("a client that its certificate proves", () => {
  let world: World;
  let client: TestClient;
  beforeEach(async () => {
    world = await openWorld();
    await registerCertificate(world, "orders", own);
    await registerCertificate(world, "foreign", foreign);
    await newApp(world, resourceBody());
    client = await created({ certificates: [{ certAlias: "orders" }] });
  });

  function created(attributes: object): Promise<TestClient> {
    const allowed = { allowedGrants: ["client_credentials", "tls_client_auth"], allowedScopes: [{ fqs: read }] };
    return newApp(world, clientBody({ ...allowed, ...attributes }));
  }

  async function post(parameters: Record<string, string>, shown?: TestCertificate): Promise<Answer> {
    const body = new URLSearchParams({ scope: read, ...parameters }).toString();
    const target = "/oauth2/v1/token";
    const response = await world.domain.fetch(new Request(url + target, { method: "POST", headers: form, body }), {
      target,
      host: "domain.test",
      remoteAddress: "127.0.0.1",
      clientCertificate: shown?.certificate,
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  const failed = [401, "invalid_client", "Client authentication failed."] as const;

  const unproven = "It names a confidential client and proves nothing.";

  it("is refused without a certificate", async () => {
    expectRefusal(await post({ client_id: client.name, grant_type: "client_credentials" }), ...failed);
    expect(loggedReason(world)).toBe(unproven);
  });

  it("is refused with the certificate of another client of the same name", async () => {
    expectRefusal(await post({ client_id: client.name, grant_type: "client_credentials" }, foreign), ...failed);
    expect(loggedReason(world)).toBe(unproven);
  });

  it("is refused when it does not name itself", async () => {
    expectRefusal(await post({ grant_type: "client_credentials" }, own), ...failed);
    expect(loggedReason(world)).toBe("There is no OAuth client of that ID.");
  });

  it("is refused when it states a wrong secret besides the certificate", async () => {
    const request = { grant_type: "client_credentials", client_id: client.name, client_secret: "wrong" };
    expectRefusal(await post(request, own), ...failed);
    expect(loggedReason(world)).toBe("The client secret is wrong.");
  });

  it("is refused once its certificate has expired", async () => {
    world.clock.now = new Date("2036-01-01");
    expectRefusal(await post({ client_id: client.name, grant_type: "client_credentials" }, own), ...failed);
    expect(loggedReason(world)).toBe(unproven);
  });

  it("is refused once the certificate is taken from the client", async () => {
    expect((await world.admin("PUT", `/admin/v1/Apps/${client.id}`, clientBody())).status).toBe(200);
    expectRefusal(await post({ client_id: client.name, grant_type: "client_credentials" }, own), ...failed);
    expect(loggedReason(world)).toBe(unproven);
  });

  it.each(["client_credentials", "tls_client_auth"])(
    "gets a token by %s, without a refresh token",
    async (grant_type) => {
      const answer = await post({ client_id: client.name, grant_type }, own);
      expect(answer.body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 });
    },
  );

  it("is refused tls_client_auth without the certificate, even with its secret", async () => {
    const request = { client_id: client.name, client_secret: client.clientSecret, grant_type: "tls_client_auth" };
    const description = "The grant type tls_client_auth needs a certificate of the client in the TLS handshake.";
    expectRefusal(await post(request), 401, "invalid_client", description);
  });

  it("is refused tls_client_auth when it is not allowed the grant type", async () => {
    const { name } = await created({
      displayName: "reports",
      certificates: [{ certAlias: "foreign" }],
      allowedGrants: ["client_credentials"],
    });
    expectRefusal(
      await post({ client_id: name, grant_type: "tls_client_auth" }, foreign),
      400,
      "unauthorized_client",
      "The client is not allowed the grant type tls_client_auth.",
    );
  });
});
