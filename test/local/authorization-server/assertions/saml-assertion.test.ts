import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { SignedXml } from "xml-crypto";
import { makeCertificate, registerCertificate } from "../../certificates.ts";
import { type Answer, clientBody, openWorld, resourceBody, url, type World } from "../../world.ts";

const grantType = "urn:ietf:params:oauth:grant-type:saml2-bearer";
const read = "https://orders.example.com/read";
const user = "callan@example.com";
const sha256 = {
  signature: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  digest: "http://www.w3.org/2001/04/xmlenc#sha256",
};
const sha1 = {
  signature: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
  digest: "http://www.w3.org/2000/09/xmldsig#sha1",
};
const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

const own = await makeCertificate("orders-sync");
const foreign = await makeCertificate("orders-sync");

let world: World;
let client: { id: string; name: string; clientSecret: string };
beforeEach(async () => {
  world = await openWorld();
  await registerCertificate(world, "orders", own);
  await world.admin("POST", "/admin/v1/Apps", resourceBody());
  client = await created({});
});

async function created(attributes: object): Promise<typeof client> {
  const answer = await world.admin(
    "POST",
    "/admin/v1/Apps",
    clientBody({
      clientType: "trusted",
      allowedGrants: [grantType],
      allowedScopes: [{ fqs: read }],
      certificates: [{ certAlias: "orders" }],
      ...attributes,
    }),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}

interface Parts {
  readonly id?: string;
  readonly nameId?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly method?: string;
  readonly notBefore?: string;
  readonly notOnOrAfter?: string;
}

function assertionXml({ id = "_a1", nameId = user, ...parts }: Parts = {}): string {
  const { audience = `${url}/`, recipient = `${url}/oauth2/v1/token`, method = "bearer" } = parts;
  const { notBefore = "2026-11-21T11:59:00Z", notOnOrAfter = "2026-11-21T12:05:00Z" } = parts;
  return [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="2026-11-21T12:00:00Z">`,
    `<saml:Issuer>orders-sync</saml:Issuer><saml:Subject><saml:NameID>${nameId}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:${method}"><saml:SubjectConfirmationData Recipient="${recipient}" NotOnOrAfter="${notOnOrAfter}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${notBefore}" NotOnOrAfter="${notOnOrAfter}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    `</saml:Assertion>`,
  ].join("");
}

const responseXml = (content: string, id = "_r1") =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0">${content}</samlp:Response>`;

function signed(xml: string, { by = own, element = "Assertion", algorithms = sha256 } = {}): string {
  const signer = new SignedXml({
    privateKey: by.keyPem,
    publicCert: by.certificatePem,
    signatureAlgorithm: algorithms.signature,
    canonicalizationAlgorithm: exclusive,
  });
  const xpath = `//*[local-name(.)='${element}']`;
  signer.addReference({
    xpath,
    transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", exclusive],
    digestAlgorithm: algorithms.digest,
  });
  signer.computeSignature(xml, { location: { reference: xpath, action: "append" } });
  return signer.getSignedXml();
}

const present = (xml: string, who = client, encoding: "base64" | "base64url" = "base64url") =>
  world.token(who.name, who.clientSecret, {
    grant_type: grantType,
    scope: read,
    assertion: Buffer.from(xml).toString(encoding),
  });

function expectRefusal(answer: Answer, description = "The assertion is not valid.", error = "invalid_grant"): void {
  expect(answer.body).toEqual({ error, error_description: description, ecid: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(answer.status).toBe(400);
}

describe("a SAML assertion is refused", () => {
  it("when it is no XML, no assertion, or holds a document type", async () => {
    expectRefusal(await present("nonsense"));
    expectRefusal(await present("<a/>"));
    expectRefusal(await present(signed("<a ID='_1'><Assertion ID='_2'/></a>")));
    const xml = signed(assertionXml());
    expectRefusal(await present(`<!DOCTYPE a [<!ENTITY b "c">]>${xml}`));
    expectRefusal(await present(xml.slice(0, -5)));
  });

  it("when nobody, another key, or SHA-1 signed it, though it brings the certificate that did", async () => {
    expectRefusal(await present(assertionXml()));
    expectRefusal(await present(signed(assertionXml(), { by: foreign })));
    expectRefusal(await present(signed(assertionXml(), { algorithms: sha1 })));
  });

  it("when it was changed after it was signed", async () => {
    expectRefusal(await present(signed(assertionXml()).replace(user, "ana.admin@example.com")));
  });

  it("when a forged assertion is wrapped around, before or after the signed one", async () => {
    const genuine = (id: string) => signed(assertionXml({ id, nameId: "nobody@example.com" }));
    const forged = assertionXml({ id: "_forged" });
    const around = (xml: string) => {
      const signature = /<Signature.*<\/Signature>/s.exec(xml)?.[0] as string;
      return forged.replace("</saml:Assertion>", `${signature}<x>${xml.replace(signature, "")}</x></saml:Assertion>`);
    };
    const notKnown = "The user of the assertion is not known.";
    expectRefusal(await present(responseXml(forged + genuine("_a1"))), notKnown);
    expectRefusal(await present(responseXml(genuine("_a2") + forged)), notKnown);
    expectRefusal(await present(around(genuine("_a3"))), notKnown);
    expectRefusal(await present(responseXml(genuine("_a4") + assertionXml({ id: "_a4" }))));
  });

  it("when a signed response holds two assertions", async () => {
    const two = assertionXml() + assertionXml({ id: "_a2", nameId: "mia@example.com" });
    expectRefusal(await present(signed(responseXml(two), { element: "Response" })));
  });

  it("when it is for another audience or recipient, or is confirmed for others than its bearer", async () => {
    const elsewhere = "https://elsewhere.example.com/";
    const audience = "The audience of the assertion is missing or wrong.";
    const recipient = "The recipient of the assertion is missing or wrong.";
    expectRefusal(await present(signed(assertionXml({ audience: elsewhere }))), audience);
    const unrestricted = assertionXml().replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, "");
    expectRefusal(await present(signed(unrestricted)), audience);
    expectRefusal(await present(signed(assertionXml({ recipient: elsewhere }))), recipient);
    expectRefusal(await present(signed(assertionXml({ method: "holder-of-key" }))), recipient);
  });

  it("before its time, after it, without an end, or with an end that is no time", async () => {
    const expired = "The assertion has expired.";
    const now = "2026-11-21T12:00:00Z";
    expectRefusal(
      await present(signed(assertionXml({ notBefore: "2026-11-21T12:00:01Z" }))),
      "The assertion is not valid yet.",
    );
    expectRefusal(await present(signed(assertionXml({ notOnOrAfter: now }))), expired);
    expectRefusal(await present(signed(assertionXml({ notOnOrAfter: "tomorrow" }))), expired);
    expectRefusal(await present(signed(assertionXml().replaceAll(/ NotOnOrAfter="[^"]*"/g, ""))), expired);
  });

  it("when it was used before, names nobody, or names an unknown user", async () => {
    const xml = signed(assertionXml());
    expect((await present(xml)).status).toBe(200);
    expectRefusal(await present(xml), "The assertion was used before.");
    expectRefusal(await present(signed(assertionXml({ id: "_a2", nameId: " " }))), "The assertion names no subject.");
    const unknown = signed(assertionXml({ id: "_a3", nameId: "nobody@example.com" }));
    expectRefusal(await present(unknown), "The user of the assertion is not known.");
  });

  it("when the client is confidential", async () => {
    expectRefusal(
      await present(signed(assertionXml()), await created({ displayName: "other", clientType: "confidential" })),
      "Only a trusted client may sign assertions about users.",
      "unauthorized_client",
    );
  });
});

it("an assertion, or a response around it, signed either way and encoded either way, becomes a token of its user", async () => {
  const bare = await present(signed(assertionXml({ id: "_a1" })), client, "base64");
  const inside = await present(responseXml(signed(assertionXml({ id: "_a2" }))));
  const around = await present(signed(responseXml(assertionXml({ id: "_a3" })), { element: "Response" }));
  for (const { status, body } of [bare, inside, around]) {
    expect(status).toBe(200);
    expect(decodeJwt(body.access_token)).toMatchObject({ sub: user, sub_type: "user", client_id: client.name });
  }
});

it("a comment inside the name does not cut it short", async () => {
  const xml = signed(assertionXml({ nameId: `${user}.evil.example.com` })).replace(user, `${user}<!-- -->`);
  expectRefusal(await present(xml), "The user of the assertion is not known.");
});

describe("a SAML assertion as client authentication", () => {
  const authenticate = (xml: string) =>
    world.send(
      "POST",
      "/oauth2/v1/token",
      { "content-type": "application/x-www-form-urlencoded" },
      new URLSearchParams({
        client_id: client.name,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
        client_assertion: Buffer.from(xml).toString("base64"),
        grant_type: "client_credentials",
        scope: read,
      }).toString(),
    );
  beforeEach(async () => {
    client = await created({ displayName: "reports", allowedGrants: ["client_credentials"] });
  });

  it("is refused when another key signed it, or it is about somebody else", async () => {
    const failed = { error: "invalid_client", ecid: expect.any(String) };
    const forged = await authenticate(signed(assertionXml({ nameId: client.name }), { by: foreign }));
    expect(forged.body).toEqual({ ...failed, error_description: "Client authentication failed." });
    expect(forged.status).toBe(401);
    expect((await authenticate(signed(assertionXml()))).body).toEqual({
      ...failed,
      error_description: "Client authentication failed. The assertion is not about the client.",
    });
  });

  it("proves the client that it is about", async () => {
    const { body } = await authenticate(signed(assertionXml({ nameId: client.name })));
    expect(decodeJwt(body.access_token)).toMatchObject({ sub: client.name, sub_type: "client" });
  });
});
