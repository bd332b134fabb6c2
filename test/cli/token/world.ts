import { createRemoteJWKSet, jwtVerify } from "jose";
import { SignedXml } from "xml-crypto";
import type { Pair } from "../../../cli/pair/pair.ts";
import type { TokenOptions } from "../../../cli/token/get-tokens.ts";
import { type TokenSurroundings, token } from "../../../cli/token/token.ts";
import { consoleWords } from "../../../manifest/oracle/grant-types.ts";
import { createVisitor, type Page } from "../../compatibility/visitor.ts";
import { administratorOf, type ClientWorld, freePort, openClientWorld, readOrders } from "../../compatibility/world.ts";
import { makeCertificate, type TestCertificate } from "../../local/certificates.ts";

export const user = "callan@example.com";
export const name = "orders/orders-sync";

/** A domain with a client that has every grant type, and what a person does with them. */
export interface TokenWorld {
  readonly world: ClientWorld;
  readonly pair: Pair & { readonly clientSecret: string };
  readonly certificate: TestCertificate;
  /** A sign-in in a browser that ends at the redirect URL, which it opens; an answer in the fragment is posted to it. */
  readonly browse: (url: string) => Promise<void>;
  /** The claims of a token, verified by the domain's keys. */
  readonly verified: (accessToken: string) => Promise<Record<string, unknown>>;
  readonly assertion: () => string;
  close(): Promise<void>;
}

export async function openTokenWorld(): Promise<TokenWorld> {
  const world = await openClientWorld({ tls: { port: 0 } });
  const { url, userPassword } = world.domain;
  const certificate = await makeCertificate("orders-sync");
  await administratorOf(world.domain).createOAuthClientCertificate({
    oAuthClientCertificate: {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:OAuthClientCertificate"],
      certificateAlias: "orders",
      x509Base64Certificate: certificate.base64,
    },
  });
  const redirectUrls = [
    `http://127.0.0.1:${await freePort()}/callback`,
    `http://127.0.0.1:${await freePort()}/callback`,
  ];
  const app = await world.createApp("orders-sync", {
    isOAuthClient: true,
    clientType: "trusted",
    allUrlSchemesAllowed: true,
    allowedGrants: Object.keys(consoleWords),
    allowedScopes: [{ fqs: readOrders }],
    allowedOperations: ["introspect"],
    redirectUris: redirectUrls,
    certificates: [{ certAlias: "orders" }],
  } as object);
  const pair = {
    clientId: app.name,
    clientSecret: app.clientSecret,
    scope: readOrders,
    refreshScope: `${readOrders} offline_access`,
    scopes: { "Orders API": readOrders },
    tokenUrl: `${url}/oauth2/v1/token`,
    identityDomainUrl: url,
    grantTypes: Object.keys(consoleWords),
    redirectUrls,
    certificates: [{ alias: "orders" }],
  } as unknown as TokenWorld["pair"];
  const keys = createRemoteJWKSet(new URL(`${url}/admin/v1/SigningCert/jwk`));
  return {
    world,
    pair,
    certificate,
    browse: async (address) => {
      const visitor = createVisitor(url);
      const page = await signedIn(visitor.open(address), (found) =>
        visitor.submit(found, { username: user, password: userPassword }),
      );
      const { hash } = page.url;
      // What a page does with an answer in the fragment, as a browser's script.
      if (hash === "") await fetch(page.url);
      else await fetch(new URL(page.url.pathname, page.url), { method: "POST", body: hash.slice(1) });
    },
    verified: async (accessToken) => (await jwtVerify(accessToken, keys, { issuer: url })).payload,
    assertion: () => samlAssertion(url, app.name, certificate),
    close: () => world.domain.close(),
  };
}

async function signedIn(opened: Promise<Page>, signIn: (page: Page) => Promise<Page>): Promise<Page> {
  const page = await opened;
  return page.status === 0 ? page : signIn(page);
}

/** Runs the command; what it printed and noted. */
export async function run(
  pair: Pair,
  options: TokenOptions & { form?: "claims" | "bare" | "header" | "json" | "env"; program?: string[] },
  person: Partial<TokenSurroundings> = {},
) {
  const [printed, notes, pauses]: [string[], string[], number[]] = [[], [], []];
  const on: TokenSurroundings = {
    print: (text) => printed.push(text),
    note: (text) => notes.push(text),
    now: () => new Date(),
    pause: async (seconds) => void pauses.push(seconds),
    paste: false,
    openBrowser: undefined,
    askForAddress: unexpected,
    askForSecret: unexpected,
    run: unexpected,
    ...person,
  };
  const outcome = await token(pair, name, { form: "bare", program: [], ...options }, on).then(
    (code) => ({ code, error: undefined }),
    (error: Error) => ({ code: undefined, error: `${error.name}: ${error.message}` }),
  );
  return { ...outcome, printed: printed.join("\n"), notes, pauses };
}

const unexpected = async (): Promise<never> => {
  throw new Error("That was not expected to be asked for.");
};

function samlAssertion(url: string, issuer: string, { keyPem, certificatePem }: TestCertificate): string {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const xml = [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a${crypto.randomUUID()}" Version="2.0" IssueInstant="${at(0)}">`,
    `<saml:Issuer>${issuer}</saml:Issuer><saml:Subject><saml:NameID>${user}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="${url}/oauth2/v1/token" NotOnOrAfter="${at(5)}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${at(-1)}" NotOnOrAfter="${at(5)}"><saml:AudienceRestriction><saml:Audience>${url}/</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    "</saml:Assertion>",
  ].join("");
  const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
  const signer = new SignedXml({
    privateKey: keyPem,
    publicCert: certificatePem,
    signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    canonicalizationAlgorithm: exclusive,
  });
  const xpath = "//*[local-name(.)='Assertion']";
  signer.addReference({
    xpath,
    transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", exclusive],
    digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
  });
  signer.computeSignature(xml, { location: { reference: xpath, action: "append" } });
  return signer.getSignedXml();
}
