import { createHash, createPrivateKey, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { signingKeyId } from "../../local/authorization-server/tokens/signing-key.ts";
import { createLocalDomain, type LocalDomain, type LocalDomainOptions } from "../../local/domain.ts";
import { fingerprintOf } from "../../local/rsa-key.ts";
import { type Journal, noJournal } from "../../local/storage/journal.ts";

/** What a request came to. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any;
}

/** A domain without a socket, with a clock that stands still until a test moves it. */
export interface World {
  readonly domain: LocalDomain;
  readonly clock: { now: Date };
  /** Sends a request signed by the first administrator. */
  admin(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a request as it is. */
  send(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  /** Asks for a token with HTTP Basic. */
  token(clientId: string, clientSecret: string, form: Record<string, string>): Promise<Answer>;
}

export const url = "http://domain.test";
export const appSchema = "urn:ietf:params:scim:schemas:oracle:idcs:App";
export const grantSchema = "urn:ietf:params:scim:schemas:oracle:idcs:Grant";
export const tenancyAndUser = "ocid1.tenancy.oc1..local/ocid1.user.oc1..localadmin";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
export const keyId = `${tenancyAndUser}/${fingerprintOf(publicKey)}`;
export const privateKey = createPrivateKey(pair.privateKey.export({ type: "pkcs8", format: "pem" }));

const signingKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
  type: "pkcs8",
  format: "pem",
});

/** Keeps nothing, and holds the key that signs tokens: generating one takes longer than most tests. */
const journal: Journal = {
  ...noJournal,
  load: () => [
    {
      collection: "SigningKey",
      id: signingKeyId,
      stored: { sequence: 0, resource: { id: signingKeyId, privateKey: signingKey.toString() } },
    },
  ],
};

export async function openWorld(options: LocalDomainOptions = {}): Promise<World> {
  const clock = { now: new Date("2026-11-21T12:00:00.000Z") };
  const domain = await createLocalDomain({
    url,
    now: () => clock.now,
    administratorPublicKey: publicKey,
    journal,
    ...options,
  });
  const send: World["send"] = async (method, path, headers = {}, body) =>
    read(await domain.fetch(new Request(url + path, { method, headers, ...(body === undefined ? {} : { body }) })));
  return {
    domain,
    clock,
    send,
    admin: (method, path, body, headers = {}) => {
      const text = typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body);
      return send(method, path, { ...signedHeaders({ method, path, date: clock.now, body: text }), ...headers }, text);
    },
    token: (clientId, clientSecret, form) =>
      send(
        "POST",
        "/oauth2/v1/token",
        {
          authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
          "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        },
        new URLSearchParams(form).toString(),
      ),
  };
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

/** The headers of an OCI-signed request: this test's own reading of Oracle's "Request Signatures". */
export function signedHeaders(request: {
  readonly method: string;
  readonly path: string;
  readonly date: Date;
  readonly body?: string | undefined;
  readonly key?: KeyObject;
  readonly keyId?: string;
  readonly host?: string;
  readonly contentType?: string;
  readonly leaveOut?: readonly string[];
}): Record<string, string> {
  const { method, path, date, body, host = "domain.test" } = request;
  const headers: Record<string, string> = { date: date.toUTCString(), host };
  if (["POST", "PUT", "PATCH"].includes(method)) {
    headers["content-length"] = String(Buffer.byteLength(body ?? ""));
    headers["content-type"] = request.contentType ?? "application/json";
    headers["x-content-sha256"] = createHash("sha256")
      .update(body ?? "")
      .digest("base64");
  }
  const names = ["date", "(request-target)", ...Object.keys(headers).filter((name) => name !== "date")].filter(
    (name) => !request.leaveOut?.includes(name),
  );
  const values: Record<string, string> = { ...headers, "(request-target)": `${method.toLowerCase()} ${path}` };
  const text = names.map((name) => `${name}: ${values[name]}`).join("\n");
  const signature = createSign("sha256")
    .update(text)
    .sign(request.key ?? privateKey, "base64");
  headers.authorization = `Signature version="1",keyId="${request.keyId ?? keyId}",algorithm="rsa-sha256",headers="${names.join(" ")}",signature="${signature}"`;
  return headers;
}

/** The whole body of a refusal of the admin API. */
export function scimError(status: number, messageId: string, detail: string): object {
  return {
    schemas: [
      "urn:ietf:params:scim:api:messages:2.0:Error",
      "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error",
    ],
    detail,
    status: String(status),
    "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error": { messageId },
  };
}

/** A client as a component would create it. */
export function clientBody(attributes: object = {}): object {
  return {
    schemas: [appSchema],
    displayName: "orders-sync",
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    active: true,
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    ...attributes,
  };
}

/** A resource app that declares `read` and `write`. */
export function resourceBody(attributes: object = {}): object {
  return {
    schemas: [appSchema],
    displayName: "Orders API",
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    active: true,
    isOAuthResource: true,
    audience: "https://orders.example.com/",
    scopes: [{ value: "read" }, { value: "write", requiresConsent: true }],
    ...attributes,
  };
}

export const financeAudience = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
export const financeScope = `${financeAudience}urn:opc:resource:consumer::all`;
