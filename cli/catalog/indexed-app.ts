import type { PublicApp } from "./json.ts";

/** A resource app in the form that is searched. */
export interface IndexedApp {
  /** Its display name, on one line. */
  readonly name: string;
  /** All that words are searched in, on one line; it begins with the name. */
  readonly text: string;
  readonly app: () => PublicApp;
}

/** An app in the form that is searched. */
export function indexedApp(app: PublicApp): IndexedApp {
  const { description = "", audience, scopes, roles } = app;
  const name = onOneLine(app.app);
  const rest = [description, audience, ...scopes.map(({ value }) => value), ...roles.map((role) => role.name)];
  return { name, text: `${name} ${onOneLine(rest.join(" "))}`, app: () => app };
}

function onOneLine(text: string): string {
  return text.replaceAll(/\p{C}/gu, " ");
}
