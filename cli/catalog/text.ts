import { oneLine } from "../../wording/one-line.ts";
import { count } from "../../wording/plural.ts";
import type { Catalog, CatalogApp } from "./json.ts";

/** Resource apps for people to read: a block for each app, with its scopes as clients request them. */
export function renderCatalog({ apps, total }: Catalog, heading: (text: string) => string): string {
  if (total === 0) return "No resource app is found.";
  const more = total - apps.length;
  return [
    ...apps.flatMap((app) => [...blockOf(app, heading), ""]),
    more === 0
      ? count(total, "resource app")
      : `${count(apps.length, "resource app")} of ${total}: write more words, or --limit ${total}`,
  ].join("\n");
}

function blockOf(app: CatalogApp, heading: (text: string) => string): string[] {
  const { description = "", active, service, instance, audience, secondaryAudiences, roles, usedBy } = app;
  const widest = Math.max(0, ...app.scopes.map(({ fullyQualified }) => fullyQualified.length));
  const scopes = app.scopes.map(({ fullyQualified, description: words = "" }) =>
    `${fullyQualified.padEnd(widest)}  ${oneLine(words, 80)}`.trimEnd(),
  );
  const names = roles.map(({ name, availableTo }) => (availableTo.includes("clients") ? name : `${name} (users only)`));
  return [
    heading(oneLine(app.app, 200)) + (active ? "" : " (deactivated)"),
    ...lines("description", description === "" ? [] : [oneLine(description, 100)]),
    ...lines("service", service === undefined ? [] : [`${service}, instance ${instance}`]),
    ...lines("audience", [audience, ...secondaryAudiences]),
    ...lines("scopes", scopes.length === 0 ? ["none"] : scopes),
    ...lines("roles", [names.length === 0 ? "none" : names.map((name) => oneLine(name, 200)).join(", ")]),
    ...lines("refresh tokens", [app.allowsRefresh ? "allowed" : "not allowed"]),
    ...lines(
      "used by",
      usedBy.length === 0 ? ["no manifest"] : usedBy.map(({ client, place }) => `${client}  ${place}`),
    ),
  ];
}

/** A label with its values, one in each line. */
function lines(label: string, values: readonly string[]): string[] {
  return values.map((value, index) => `  ${(index === 0 ? label : "").padEnd(14)} ${printable(value)}`.trimEnd());
}

/** Without control characters, which would change a terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, "");
}
