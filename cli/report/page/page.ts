import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html, raw } from "hono/html";
import { count } from "../../../wording/plural.ts";
import { apisInUse } from "../apis-in-use.ts";
import type { Report } from "../json.ts";
import { teamCount } from "../words.ts";
import { type Anchors, anchorsOf } from "./anchors.ts";
import { comparisonSection } from "./comparison-section.ts";
import { exceptionsSection, findingsSection } from "./findings-section.ts";
import { graphsOf, type PartGraph } from "./graphs.ts";
import { type Html, shown } from "./html.ts";
import { apisSection, clientsSection, teamsSection } from "./inventory-sections.ts";
import { svgOf } from "./svg.ts";

const [style, script] = ["style.css", "script.js"].map((file) => readFileSync(join(import.meta.dirname, file), "utf8"));

/** Nothing is loaded, no form is sent, and no other script or style runs than those of the page. */
function policy(): string {
  const hash = (text: string | undefined) => `'sha256-${createHash("sha256").update(String(text)).digest("base64")}'`;
  return `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
}

/** A report as one page that needs no other file. Everything in it that manifests or the domain say is escaped. */
export async function pageOf(report: Report): Promise<string> {
  const anchors = anchorsOf(report);
  const apis = apisInUse(report);
  const environments = report.environments.map(({ name }) => name);
  const title = `Access report: ${environments.join(", ")}`;
  const links = [
    ...(report.comparison ? [["changes", "Changes"] as const] : []),
    ["findings", `Findings (${report.counts.active})`],
    ["exceptions", `Exceptions (${report.exceptions.length})`],
    ["clients", `Clients (${report.clients.length})`],
    ["apis", `APIs (${apis.length})`],
    ["teams", "Teams"],
    ["graph", "Graph"],
    ["limits", "What is not known"],
  ] as const;
  const document = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${shown(title)}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the findings</a>
<header>
<h1>Access report</h1>
<p class="quiet">${report.environments.map(environmentLine)}Created <time datetime="${report.created}">${report.created.slice(0, 16).replace("T", " ")} UTC</time> by idcs-apps. It contains no secret.</p>
${cards(report)}
</header>
<nav aria-label="Sections"><ul>${links.map(([id, words]) => html`<li><a href="#${id}">${words}</a></li>`)}</ul></nav>
<main id="main">
${report.comparison ? comparisonSection(report.comparison, report) : ""}
${findingsSection(report, anchors)}
${exceptionsSection(report, anchors)}
${clientsSection(report, anchors)}
${apisSection(apis, anchors)}
${teamsSection(report, anchors)}
<section id="graph" aria-labelledby="graph-title">
<h2 id="graph-title">Teams, clients and APIs</h2>
${report.environments.map(({ name }) => graphParts(report, name, anchors))}
</section>
<section id="limits" aria-labelledby="limits-title">
<h2 id="limits-title">What is not known</h2>
${report.environments.map(({ name, notes }) => html`<h3>Environment ${shown(name)}</h3><ul class="plain">${notes.map((note) => html`<li>${shown(note)}</li>`)}</ul>`)}
</section>
</main>
<footer><p class="quiet small">Each finding has an id that stays the same from report to report.</p></footer>
<script>${raw(script)}</script>
</body>
</html>
`;
  return document.toString();
}

function environmentLine({ name, identityDomain, stacks, isCompared }: Report["environments"][number]): Html {
  const how = isCompared
    ? `compared with ${count(stacks.length, "stack")}`
    : "manifests only, the domain was not asked";
  return html`Environment <strong>${shown(name)}</strong>, identity domain <code>${shown(identityDomain)}</code> (${how}).<br>`;
}

function cards({ counts, clients, environments }: Report): Html {
  const unmanaged = environments.map((one) => one.unmanaged?.confidential).filter((one) => one !== undefined);
  const cards = [
    ["high", counts.high, "high findings"],
    ["medium", counts.medium, "medium findings"],
    ["low", counts.low, "low findings"],
    ["", counts.archived, "archived findings"],
    ["", clients.length, "clients"],
    ["", teamCount(environments), "teams"],
    ...(unmanaged.length > 0
      ? [["", unmanaged.reduce((sum, one) => sum + one, 0), "confidential apps in no manifest"] as const]
      : []),
  ] as const;
  return html`<ul class="cards">${cards.map(([name, number, words]) => html`<li class="card ${name}"><strong>${number}</strong>${words}</li>`)}</ul>`;
}

function graphParts(report: Report, environment: string, anchors: Anchors): Html {
  const { overview, isWhole, apis, teams } = graphsOf(report, environment, anchors);
  const label = isWhole ? `Teams, clients and APIs of ${environment}` : `Teams and APIs of ${environment}`;
  const how = isWhole
    ? "Teams on the left, their clients in the middle, the APIs that they may call on the right."
    : overview
      ? "Teams on the left, the APIs that their clients may call on the right; a thicker line stands for more clients. Below, each team with its clients."
      : "First each API with the teams whose clients may call it, then each team with its clients and what they may call.";
  return html`<h3>Environment ${shown(environment)}</h3>
<p class="quiet small">${how} Each box leads to its row.</p>
${overview ? graphBox(svgOf(overview, shown(label)), label) : ""}
${partGraphs("APIs", "Teams that may call", apis)}
${partGraphs("Teams", "Clients and APIs of", teams)}`;
}

function graphBox(svg: Html, label: string): Html {
  return html`<div class="graph" role="region" aria-label="${shown(label)}" tabindex="0">${svg}</div>`;
}

function partGraphs(title: string, label: string, parts: readonly PartGraph[]): Html {
  if (parts.length === 0) return html``;
  return html`<h4>${title}</h4>
${parts.map(({ name, clients, graph }) => {
  const own = shown(`${label} ${name}`);
  return html`<details class="part"><summary>${shown(name)}: ${count(clients, "client")}</summary>${graphBox(svgOf(graph, own), own)}</details>\n`;
})}`;
}
