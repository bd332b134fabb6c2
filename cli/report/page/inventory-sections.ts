import { html } from "hono/html";
import { count } from "../../../wording/plural.ts";
import { whoAndWhen } from "../../../wording/who-and-when.ts";
import type { ApiInUse } from "../apis-in-use.ts";
import type { Report, ReportClient, ReportFinding } from "../json.ts";
import { accessWords, grantWords, secretWords } from "../words.ts";
import type { Anchors } from "./anchors.ts";
import { type Cell, folded, type Html, listed, shown, sortedTable } from "./html.ts";

/** All clients of the manifests. */
export function clientsSection({ clients, findings }: Report, anchors: Anchors): Html {
  const active = findings.filter(({ status }) => status === "active");
  const byClient = Map.groupBy(active, ({ environment, subject }) => JSON.stringify([environment, subject]));
  const table = sortedTable({
    id: "clients-list",
    caption: "Clients of the manifests, as the identity domain has them",
    search: "Search clients",
    width: "wide",
    columns: [
      { title: "Client" },
      { title: "Environment" },
      { title: "State" },
      { title: "Findings", isNumber: true },
      { title: "Grant types" },
      { title: "Access" },
      { title: "Users and groups" },
      { title: "Client secret" },
      { title: "Last modified" },
      { title: "Client ID" },
    ],
    rows: clients.map((client) => ({
      id: anchors.client(client.environment, client.name) ?? "",
      cells: clientCells(client, byClient.get(JSON.stringify([client.environment, client.name])) ?? []),
    })),
  });
  return html`<section id="clients" aria-labelledby="clients-title">
<h2 id="clients-title">Clients</h2>
${clients.length === 0 ? html`<p class="quiet">No manifest declares a client.</p>` : table}
</section>`;
}

function clientCells(client: ReportClient, findings: readonly ReportFinding[]): Cell[] {
  const { name, owner, environment, state, clientType, grantTypes, secret, lastModified = {}, users, groups } = client;
  const colour = state === "active" ? "good" : state === "not compared" ? "" : "medium";
  const people = [...users.map((one) => `user ${one}`), ...groups.map((one) => `group ${one}`)];
  const enforced = client.enforcesGrants ? "only those assigned" : "everyone";
  return [
    {
      content: html`${shown(name)}<br><span class="quiet small">${shown(owner)}</span>`,
      sort: shown(name),
      isHead: true,
    },
    { content: environment },
    {
      content: html`<span class="badge ${colour}">${state}</span><br><span class="small">${clientType}</span>`,
      sort: state,
    },
    { content: html`${findings.length}`, sort: String(findings.length), isNumber: true },
    { content: grantTypes.map(grantWords).join(", ") },
    { content: accessCell(client), sort: String(client.access.length).padStart(3, "0") },
    {
      content:
        people.length === 0 ? enforced : folded(`${count(people.length, "assignment")}, ${enforced}`, listed(people)),
      sort: String(people.length).padStart(5, "0"),
    },
    { content: secretWords(secret), sort: secret.since ?? secret.notOlderThan ?? "" },
    { content: whoAndWhen(lastModified) || "–", sort: lastModified.at ?? "" },
    { content: idCell(client), sort: shown(client.clientId) },
  ];
}

function accessCell({
  access,
  domainRoles,
  authorizedResources,
  allowedOperations,
  bypassesConsent,
  networkPerimeters,
}: ReportClient): Html {
  const rights = [
    ...access.map(({ app, scopes, roles }) => {
      const all = [...scopes, ...roles.map((role) => `role ${role}`)];
      return html`<strong>${shown(app)}</strong>${listed(all, "")}`;
    }),
    ...domainRoles.map((role) => `role of the domain: ${role}`),
    ...(authorizedResources === "specific" ? [] : [`authorized resources: ${authorizedResources}`]),
    ...allowedOperations.map((one) => `operation ${one}`),
    ...(bypassesConsent ? ["bypasses consent"] : []),
    ...networkPerimeters.map((one) => `only from the network perimeter ${one}`),
  ];
  const words = accessWords({ access, domainRoles });
  return rights.length === 0 ? html`${words}` : folded(words, listed(rights));
}

function idCell({ clientId, displayName, redirectUrls, certificates, file }: ReportClient): Html {
  const more = [
    `display name ${displayName}`,
    ...redirectUrls.map((url) => `redirect URL ${url}`),
    ...certificates.map(({ alias, expires }) => `certificate ${alias}, until ${expires.slice(0, 10)}`),
    ...(file === undefined ? [] : [`manifest ${file}`]),
  ];
  return html`<code>${shown(clientId)}</code>${folded("more", listed(more))}`;
}

/** The resource apps that clients use, and those of teams. */
export function apisSection(apis: readonly ApiInUse[], anchors: Anchors): Html {
  const table = sortedTable({
    id: "apis-list",
    caption: "Resource apps that clients use or teams declare",
    search: "Search APIs",
    width: "middle",
    columns: [
      { title: "API" },
      { title: "Environment" },
      { title: "Declared by" },
      { title: "Clients", isNumber: true },
      { title: "Scopes in use" },
      { title: "Roles in use" },
      { title: "Used by" },
    ],
    rows: apis.map((api) => ({
      id: anchors.api(api.environment, api.app) ?? "",
      cells: [
        { content: api.app, isHead: true },
        { content: api.environment },
        { content: api.declaredAs ?? "not by these manifests" },
        { content: html`${api.clients.length}`, isNumber: true },
        { content: listed(api.scopes) },
        { content: listed(api.roles) },
        {
          content:
            api.clients.length === 0
              ? "nobody"
              : folded(
                  count(api.clients.length, "client"),
                  listed(
                    api.clients.map(
                      (name) => html`<a href="#${anchors.client(api.environment, name)}">${shown(name)}</a>`,
                    ),
                  ),
                ),
          sort: String(api.clients.length).padStart(5, "0"),
        },
      ],
    })),
  });
  return html`<section id="apis" aria-labelledby="apis-title">
<h2 id="apis-title">APIs</h2>
${apis.length === 0 ? html`<p class="quiet">No client may call an API.</p>` : table}
</section>`;
}

/** The teams with their owners. */
export function teamsSection({ environments }: Report, anchors: Anchors): Html {
  const table = sortedTable({
    id: "teams-list",
    caption: "Teams and their owners",
    search: "Search teams",
    width: "",
    columns: [
      { title: "Team" },
      { title: "Environment" },
      { title: "Owner" },
      { title: "Clients", isNumber: true },
      { title: "APIs", isNumber: true },
    ],
    rows: environments.flatMap(({ name: environment, teams }) =>
      teams.map(({ name, owner, clients, apis }) => ({
        id: anchors.team(environment, name) ?? "",
        cells: [
          { content: name, isHead: true },
          { content: environment },
          { content: owner },
          { content: html`${clients}`, isNumber: true },
          { content: html`${apis}`, isNumber: true },
        ],
      })),
    ),
  });
  return html`<section id="teams" aria-labelledby="teams-title">
<h2 id="teams-title">Teams</h2>
${table}
</section>`;
}
