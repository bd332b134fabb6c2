import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { SignedXml } from "xml-crypto";
import { type Answer, url, type World } from "../../world.ts";
import { callan, expectRefusal, loggedReason, post, read, type TestClient } from "../oauth-world.ts";
import { foreign, newVouchingClient, openAssertionWorld, own } from "./assertion-world.ts";

const grantType = "urn:ietf:params:oauth:grant-type:saml2-bearer";
const sha256 = {
  signature: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  digest: "http://www.w3.org/2001/04/xmlenc#sha256",
};
const sha1 = {
  signature: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
  digest: "http://www.w3.org/2000/09/xmldsig#sha1",
};
const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

let world: World;
let client: TestClient;
beforeEach(async () => {
  ({ world, client } = await openAssertionWorld(grantType));
});

interface Parts {
  readonly id?: string;
  readonly nameId?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly method?: string;
  readonly notBefore?: string;
  readonly notOnOrAfter?: string;
}

function assertionXml({ id = "_a1", nameId = callan, ...parts }: Parts = {}): string {
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

const genuine = (parts?: Parts) => signed(assertionXml(parts));
const refused = (answer: Answer, description: string) => expectRefusal(answer, 400, "invalid_grant", description);

describe("an unsigned or wrongly signed SAML assertion", () => {
  const nothingSigned = "It has no signature at an assertion or a response.";
  const two = assertionXml() + assertionXml({ id: "_a2", nameId: "mia@example.com" });

  it.each([
    ["it is not XML", "nonsense", "It is not XML."],
    ["it is cut off", genuine().slice(0, -5), "It is not XML."],
    ["it is another document", "<a/>", nothingSigned],
    ["it is signed in another place", signed("<a ID='_1'><Assertion ID='_2'/></a>"), nothingSigned],
    ["it has a document type", `<!DOCTYPE a [<!ENTITY b "c">]>${genuine()}`, "It has a document type."],
    ["nobody signed it", assertionXml(), nothingSigned],
    [
      "another key signed it, though it brings the certificate",
      signed(assertionXml(), { by: foreign }),
      "No valid certificate of the client verifies the signature.",
    ],
    [
      "it is signed with SHA-1",
      signed(assertionXml(), { algorithms: sha1 }),
      "An algorithm of the signature is not accepted.",
    ],
    [
      "it was changed after it was signed",
      genuine().replace(callan, "ana.admin@example.com"),
      "What it covers was changed after it was signed.",
    ],
    [
      "a forged assertion beside the signed one has the same ID",
      responseXml(genuine({ id: "_a4", nameId: "nobody@example.com" }) + assertionXml({ id: "_a4" })),
      "The signature cannot be checked.",
    ],
    [
      "the signed response holds two assertions",
      signed(responseXml(two), { element: "Response" }),
      "What is signed is not exactly one assertion.",
    ],
  ])("proves nothing when %s, for which the answer gives no reason", async (_, xml, reason) => {
    refused(await present(xml), "The assertion is not valid.");
    expect(loggedReason(world)).toBe(reason);
  });
});

describe("a forged assertion", () => {
  const forged = assertionXml({ id: "_forged" });
  const nobody = (id: string) => genuine({ id, nameId: "nobody@example.com" });
  const around = (xml: string) => {
    const signature = /<Signature.*<\/Signature>/s.exec(xml)?.[0] as string;
    return forged.replace("</saml:Assertion>", `${signature}<x>${xml.replace(signature, "")}</x></saml:Assertion>`);
  };

  it.each([
    ["before", responseXml(forged + nobody("_a1"))],
    ["after", responseXml(nobody("_a2") + forged)],
    ["around", around(nobody("_a3"))],
  ])("is ignored %s the signed one, whose user is looked for", async (_, xml) => {
    refused(await present(xml), "The user of the assertion is not known.");
  });
});

describe("a signed SAML assertion", () => {
  const elsewhere = "https://elsewhere.example.com/";
  const audience = "The audience of the assertion is missing or wrong.";
  const recipient = "The recipient of the assertion is missing or wrong.";
  const expired = "The assertion has expired.";
  const unrestricted = assertionXml().replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, "");
  const endless = assertionXml().replaceAll(/ NotOnOrAfter="[^"]*"/g, "");

  it.each([
    ["is for another audience", assertionXml({ audience: elsewhere }), audience],
    ["is for any audience", unrestricted, audience],
    ["is for another recipient", assertionXml({ recipient: elsewhere }), recipient],
    ["is confirmed for the holder of a key", assertionXml({ method: "holder-of-key" }), recipient],
    ["starts later", assertionXml({ notBefore: "2026-11-21T12:00:01Z" }), "The assertion is not valid yet."],
    ["ends now", assertionXml({ notOnOrAfter: "2026-11-21T12:00:00Z" }), expired],
    ["ends at what is not a time", assertionXml({ notOnOrAfter: "tomorrow" }), expired],
    ["has no end", endless, expired],
    ["names no subject", assertionXml({ nameId: " " }), "The assertion names no subject."],
    [
      "names an unknown user",
      assertionXml({ nameId: "nobody@example.com" }),
      "The user of the assertion is not known.",
    ],
  ])("is refused when it %s", async (_, xml, description) => {
    refused(await present(signed(xml)), description);
  });

  it("is refused when it was used before", async () => {
    const xml = genuine();
    expect((await present(xml)).status).toBe(200);
    refused(await present(xml), "The assertion was used before.");
  });

  it("is refused when the client is confidential", async () => {
    const other = await newVouchingClient(world, grantType, { displayName: "other", clientType: "confidential" });
    const answer = await present(genuine(), other);
    expectRefusal(answer, 400, "unauthorized_client", "Only a trusted client may sign assertions about users.");
  });

  it("is refused when a comment cuts off the name of another user", async () => {
    const xml = genuine({ nameId: `${callan}.evil.example.com` }).replace(callan, `${callan}<!-- -->`);
    refused(await present(xml), "The user of the assertion is not known.");
  });
});

describe("a SAML assertion", () => {
  it.each<[string, string, "base64" | "base64url"]>([
    ["in base64", genuine({ id: "_a1" }), "base64"],
    ["in base64url", genuine({ id: "_a2" }), "base64url"],
    ["inside a response that is not signed", responseXml(genuine({ id: "_a3" })), "base64url"],
    [
      "inside a signed response",
      signed(responseXml(assertionXml({ id: "_a4" })), { element: "Response" }),
      "base64url",
    ],
  ])("becomes a token of its user %s", async (_, xml, encoding) => {
    const { status, body } = await present(xml, client, encoding);
    expect(status).toBe(200);
    expect(decodeJwt(body.access_token)).toMatchObject({ sub: callan, sub_type: "user", client_id: client.name });
  });
});

describe("a SAML assertion as client authentication", () => {
  const authenticate = (xml: string) =>
    post(world, "token", {
      client_id: client.name,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
      client_assertion: Buffer.from(xml).toString("base64"),
      grant_type: "client_credentials",
      scope: read,
    });
  beforeEach(async () => {
    const attributes = { displayName: "reports", allowedGrants: ["client_credentials"] };
    client = await newVouchingClient(world, grantType, attributes);
  });

  it("is refused when another key signed it", async () => {
    const answer = await authenticate(signed(assertionXml({ nameId: client.name }), { by: foreign }));
    expectRefusal(answer, 401, "invalid_client", "Client authentication failed.");
    expect(loggedReason(world)).toBe("No valid certificate of the client verifies the signature.");
  });

  it("is refused when it is not about the client", async () => {
    const sentence = "Client authentication failed. The assertion is not about the client.";
    expectRefusal(await authenticate(genuine()), 401, "invalid_client", sentence);
  });

  it("proves the client that it is about", async () => {
    const { body } = await authenticate(genuine({ nameId: client.name }));
    expect(decodeJwt(body.access_token)).toMatchObject({ sub: client.name, sub_type: "client" });
  });
});
