import { createHash } from "node:crypto";
import type { ClientInOutputs, Outputs } from "../pulumi/pulumi.ts";

/**
 * What a program needs to request tokens as a client: one document, so that the client ID and the secret are never apart.
 * Later versions of this project may add members without another `version`; a member changes its meaning only with one.
 */
export interface DeliveredDocument {
  /** The version of this format. */
  readonly version: 1;
  /** `<team>/<client>`. */
  readonly client: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The scope to send. */
  readonly scope: string;
  /** The token endpoint. */
  readonly tokenUrl: string;
  /** The URL of the identity domain. */
  readonly identityDomainUrl: string;
  /** The grant types with which it may request tokens, in the API's spelling. */
  readonly grantTypes?: readonly string[];
  /** The scope to send, by the display name of the resource app. */
  readonly scopes?: Readonly<Record<string, string>>;
  /** `scope` with `offline_access`, if that gives a refresh token. */
  readonly refreshScope?: string;
  readonly authorizationUrl?: string;
  readonly redirectUrls?: readonly string[];
  readonly endSessionUrl?: string;
  readonly deviceAuthorizationUrl?: string;
  readonly introspectionUrl?: string;
  readonly discoveryUrl?: string;
}

/** The members that a client has only if it uses them, in the order of the document. */
const optional = [
  "grantTypes",
  "scopes",
  "refreshScope",
  "authorizationUrl",
  "redirectUrls",
  "endSessionUrl",
  "deviceAuthorizationUrl",
  "introspectionUrl",
  "discoveryUrl",
] as const satisfies readonly (keyof DeliveredDocument & keyof ClientInOutputs)[];

/** The document of a client of a stack; undefined if the stack has no such client, or the client has no secret. */
export function documentOf({ clients = {}, clientSecrets = {} }: Outputs, name: string): DeliveredDocument | undefined {
  const [client, clientSecret] = [own(clients, name), own(clientSecrets, name)];
  if (!client || !clientSecret) return undefined;
  return {
    version: 1,
    client: name,
    clientId: client.clientId,
    clientSecret,
    scope: client.scope,
    tokenUrl: client.tokenUrl,
    identityDomainUrl: client.identityDomainUrl ?? new URL(client.tokenUrl).origin,
    ...Object.fromEntries(optional.flatMap((key) => (client[key] === undefined ? [] : [[key, client[key]]]))),
  };
}

/** The document as it is delivered. The same client gives the same text. */
export function textOf(document: DeliveredDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * The SHA-256 of the document, in hexadecimal. It may be shown: nobody finds the client secret in it, because the domain
 * generates secrets of 122 random bits.
 */
export function checksumOf(document: DeliveredDocument): string {
  return createHash("sha256").update(textOf(document)).digest("hex");
}

/** Whose document it is. Every place that a document is delivered to bears it, so that no other client's is overwritten. */
export function markOf({ client, identityDomainUrl }: DeliveredDocument): string {
  return `${client} of ${identityDomainUrl}`;
}

function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
