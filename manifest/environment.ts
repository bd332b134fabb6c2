import { z } from "zod";
import { originOf, withOrigin } from "./problem.ts";
import { quote } from "./quote.ts";
import type { Path } from "./source.ts";
import type { ClientManifest, TeamManifest } from "./team.ts";

/** What is different from one environment to the next. */
export interface Environment {
  /** The name of its file. */
  readonly name: string;
  /** The identity domain's URL as messages and comparisons use it: lower case, no default port, no slash at the end. */
  readonly identityDomainUrl: string;
}

const identityDomainUrl = z
  .string()
  .superRefine((text, context) => {
    const message = refuseUrl(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  })
  .meta({
    description: "The identity domain's URL, as the console shows it (Domain URL): https, without a path.",
    examples: ["https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com"],
  });

/** An environment's file as it is written. */
export const environmentSchema = z
  .strictObject({
    identityDomain: z.strictObject({ url: identityDomainUrl }).meta({
      title: "an identity domain",
      description: "The identity domain that the environment's clients live in.",
      examples: [{ url: "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com" }],
    }),
  })
  .meta({ title: "an environment", description: "An environment: the identity domain that its clients live in." });

/** A URL in the one form in which two URLs of the same identity domain are equal. */
export function normalUrl(url: string): string {
  return new URL(url).origin;
}

/** The clients of a team that exist in an environment, with what the environment replaces put in its place. */
export function clientsIn(team: TeamManifest, environment: string): ClientManifest[] {
  return team.clients.flatMap((client) => {
    const { environments, ...everywhere } = client;
    const origin = originOf(client);
    if (!origin || !environments) return [client];
    if (!Object.hasOwn(environments, environment)) return [];
    const override = environments[environment] ?? {};
    const places = Object.keys(override).map((key): [string, Path] => [key, ["environments", environment, key]]);
    return [withOrigin({ ...everywhere, ...override }, { ...origin, written: Object.fromEntries(places) })];
  });
}

function refuseUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:\/\//i.test(text)) {
    return `${quote(text)} is not a URL: write https://idcs-….identity.oraclecloud.com, as the console shows it.`;
  }
  if (url.username !== "" || url.password !== "") {
    return `holds a user name or a password: write ${JSON.stringify(url.origin)}.`;
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return `${quote(text)} is not encrypted: write ${JSON.stringify(`https://${url.host}`)}; http is for a domain on this machine only.`;
  }
  const bare = /^https?:\/\/[^/?#@\\\s]+$/i.test(text);
  return bare ? undefined : `${quote(text)} has more than a host: write ${JSON.stringify(url.origin)}.`;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
