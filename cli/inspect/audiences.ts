import type { ResourceApp } from "./domain-facts.ts";

/** The audience of tokens for all resource apps (`authorizedResources: all`). */
export const allApps = "urn:opc:resource:scope:account";

/** The beginning of the audience of tokens for resource apps with tags. */
export const taggedApps = "urn:opc:resource:scope:tag=";

/** The audiences of a token: the texts in its claim `aud`. */
export function audiencesIn({ aud }: Readonly<Record<string, unknown>>): string[] {
  return [aud].flat().filter((one) => typeof one === "string");
}

/** Whether a token for these audiences is meant for an app: services compare audiences character by character. */
export function isMeantFor(app: ResourceApp, audiences: readonly string[]): boolean {
  return audiences.some((audience) => audience === allApps || app.audiences.includes(audience));
}

/** The app for which a token is. */
export function appOfAudiences(apps: readonly ResourceApp[], audiences: readonly string[]): ResourceApp | undefined {
  return apps.find((app) => app.audiences.some((audience) => audiences.includes(audience)));
}

/** What alone distinguishes two audiences that stand for the same URL: `the slash at the end`; undefined if they differ in more. */
export function slightDifference(one: string, other: string): string | undefined {
  const [first, second] = [URL.parse(one), URL.parse(other)];
  if (first === null || second === null || one === other) return undefined;
  const differences = [
    ...((withoutSlash(one) !== one) !== (withoutSlash(other) !== other) ? ["the slash at the end"] : []),
    ...(portWritten(one) === portWritten(other) ? [] : ["the port"]),
  ];
  const isSame = first.host === second.host && withoutSlash(first.pathname) === withoutSlash(second.pathname);
  if (isSame) return differences.join(" and ") || "upper and lower case";
  return first.hostname === second.hostname && differences.includes("the port") ? "the port" : undefined;
}

/** The app whose audience has the origin of an API's URL, and the longest part of its path. */
export function appOfUrl(apps: readonly ResourceApp[], url: URL): ResourceApp | undefined {
  const candidates = apps.flatMap((app) =>
    app.audiences.flatMap((audience) => {
      const parsed = URL.parse(audience);
      if (parsed === null || parsed.origin !== url.origin || parsed.origin === "null") return [];
      const path = `${withoutSlash(parsed.pathname)}/`;
      return `${url.pathname}/`.startsWith(path) ? [{ app, length: path.length }] : [];
    }),
  );
  return candidates.toSorted((one, other) => other.length - one.length)[0]?.app;
}

function withoutSlash(text: string): string {
  return text.replace(/\/$/, "");
}

function portWritten(audience: string): string {
  return /^[a-z]+:\/\/[^/]*?(:\d+)?(\/|$)/i.exec(audience)?.[1] ?? "";
}
