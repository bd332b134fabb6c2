import { html } from "hono/html";
import { count } from "../../../wording/plural.ts";
import type { Comparison, Report } from "../json.ts";
import { type Html, listed, shown } from "./html.ts";

/** What has changed since an earlier report. */
export function comparisonSection(comparison: Comparison, { findings }: Pick<Report, "findings">): Html {
  const { created, newFindings, resolvedFindings, newClients, goneClients, changedClients, notCompared } = comparison;
  const byId = new Map(findings.map((one) => [`${one.environment} ${one.id}`, one]));
  const added = newFindings.flatMap((id) => {
    const one = byId.get(id);
    return one === undefined
      ? []
      : [
          html`<span class="badge ${one.severity}">${one.severity}</span> ${shown(one.subject)} (${shown(one.environment)}): ${shown(one.what)}`,
        ];
  });
  const resolved = resolvedFindings.map(
    (one) =>
      html`<span class="badge good">resolved</span> ${shown(one.subject)} (${shown(one.environment)}): ${shown(one.what)}`,
  );
  const named = ({ name, environment }: { readonly name: string; readonly environment: string }) =>
    `${name} (${environment})`;
  const changed = changedClients.map(
    (one) =>
      html`<strong>${shown(named(one))}</strong><ul>${one.changes.map(({ what, before, after }) => html`<li>${shown(what)}: ${[...before.map((value) => html`<del>${shown(value)}</del> `), ...after.map((value) => html`<ins>${shown(value)}</ins> `)]}</li>`)}</ul>`,
  );
  const group = (noun: string, items: readonly (string | Html)[]) =>
    items.length === 0
      ? html`<p class="quiet">No ${noun}s.</p>`
      : html`<details open><summary>${count(items.length, noun)}</summary>${listed(items)}</details>`;
  return html`<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">Changes since the report of ${shown(created.slice(0, 10))}</h2>
${notCompared.length > 0 ? html`<p class="quiet">Not compared, because only one of the reports has them: ${shown(notCompared.join(", "))}.</p>` : ""}
<h3>Findings</h3>
${group("new finding", added)}
${group("resolved finding", resolved)}
<h3>Clients</h3>
${group("new client", newClients.map(named))}
${group("gone client", goneClients.map(named))}
${group("changed client", changed)}
</section>`;
}
