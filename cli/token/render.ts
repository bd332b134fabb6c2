import type { JWTPayload } from "jose";
import type { TokenJson } from "./json.ts";

/** How a token is shown. */
export type Form = "claims" | "bare" | "header" | "json" | "env";

/** A token as a text: its claims without the token, or the token itself. */
export function render(form: Form, token: TokenJson, claims: (accessToken: string) => JWTPayload, now: Date): string {
  switch (form) {
    case "claims":
      return describeClaims(token.client, secondsLeft(token, now), claims(token.accessToken));
    case "bare":
      return token.accessToken;
    case "header":
      return `Authorization: Bearer ${token.accessToken}`;
    case "json":
      return JSON.stringify(token, undefined, 2);
    case "env":
      return Object.entries(variablesOf(token))
        .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
        .join("\n");
  }
}

/** The environment variables that programs get a token in. */
export function variablesOf({ accessToken, refreshToken }: TokenJson): Readonly<Record<string, string>> {
  return { ACCESS_TOKEN: accessToken, ...(refreshToken !== undefined && { REFRESH_TOKEN: refreshToken }) };
}

/** How long a token is valid, in whole seconds; undefined if the domain does not say. */
export function secondsLeft({ expiresAt }: Pick<TokenJson, "expiresAt">, now: Date): number | undefined {
  return expiresAt === undefined ? undefined : Math.round((Date.parse(expiresAt) - now.getTime()) / 1000);
}

/** JSON with escapes for what a terminal would obey: JSON itself escapes only some control characters. */
function printableJson(json: string): string {
  return json.replaceAll(/[^\P{C}\n]/gu, (one) =>
    one
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** What a token says, for people to read. */
export function describeClaims(client: string, seconds: number | undefined, claims: JWTPayload): string {
  const lines = printableJson(JSON.stringify(claims, undefined, 2)).replaceAll(/^/gm, "  ");
  return `token of ${client}, valid for ${seconds ?? "?"} s, with the claims\n${lines}`;
}
