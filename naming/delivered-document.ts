import { createHash } from "node:crypto";
import type { ClientOutputs } from "./stack-outputs.ts";

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
] as const satisfies readonly (keyof DeliveredDocument & keyof ClientOutputs)[];

type Used = "clientId" | "scope" | "tokenUrl" | (typeof optional)[number];

/** The members of a client's document that are not secret; values that are known later stay so. */
export type OpenMembers<Later = string> = Pick<ClientOutputs<Later>, Used> & {
  readonly version: 1;
  readonly client: string;
  readonly identityDomainUrl: Later;
};

/**
 * A client's document without its secret.
 *
 * @param name `<team>/<client>`
 */
export function openMembers<Later>(
  name: string,
  client: Pick<ClientOutputs<Later>, "clientId" | "scope" | "tokenUrl"> & Partial<ClientOutputs<Later>>,
  identityDomainUrl: Later,
): OpenMembers<Later> {
  const { clientId, scope, tokenUrl } = client;
  const used = optional.flatMap((key) => (client[key] === undefined ? [] : [[key, client[key]] as const]));
  const members = { version: 1, client: name, clientId, scope, tokenUrl, identityDomainUrl };
  return { ...members, ...Object.fromEntries(used) } as OpenMembers<Later>;
}

/** A client's document, its members in the order in which it is delivered. */
export function withSecret(members: OpenMembers, clientSecret: string): DeliveredDocument {
  const { version, client, clientId, scope, tokenUrl, identityDomainUrl } = members;
  const used = optional.flatMap((key) => (members[key] === undefined ? [] : [[key, members[key]] as const]));
  return {
    ...{ version, client, clientId, clientSecret, scope, tokenUrl, identityDomainUrl },
    ...Object.fromEntries(used),
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
  return checksumOfText(textOf(document));
}

/** The SHA-256 of a delivered text, in hexadecimal. */
export function checksumOfText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whose document it is. Every place that a document is delivered to bears it, so that no other client's is overwritten. */
export function markOf({ client, identityDomainUrl }: Pick<DeliveredDocument, "client" | "identityDomainUrl">): string {
  return `${client} of ${identityDomainUrl}`;
}

/**
 * The place of one client: `{team}` and `{client}` stand for its names.
 *
 * @param place as somebody wrote it
 */
export function placeOf(place: string, { client }: Pick<DeliveredDocument, "client">): string {
  const [team = "", name = ""] = client.split("/");
  return place.replaceAll("{team}", team).replaceAll("{client}", name);
}

/** Why a client's secret cannot be tried; undefined if it gets tokens in its own name. */
export function whyUntested(
  { grantTypes = ["client_credentials"], scope }: Pick<DeliveredDocument, "grantTypes" | "scope">,
  isRetired: boolean,
): string | undefined {
  if (isRetired) return "the client is retired";
  return grantTypes.includes("client_credentials") && scope !== "" ? undefined : "the client gets no tokens of its own";
}
