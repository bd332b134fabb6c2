import { html } from "hono/html";
import { boxHeight, type LaidOutGraph } from "./graph-layout.ts";
import { type Html, shown } from "./html.ts";

/** A graph as SVG: its boxes are links to rows of the page, its words are text. @param label what it shows */
export function svgOf({ width, height, nodes, edges }: LaidOutGraph, label: string): Html {
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="${label}">
${edges.map((edge) => html`<path d="${pathOf(edge.points)}" class="${thickness(edge.weight)}"><title>${shown(edge.title)}</title></path>\n`)}${nodes.map(
  (node) => {
    const box = html`<g class="${node.kind}"><title>${shown(node.title)}</title><rect x="${round(node.x - node.width / 2)}" y="${round(node.y - boxHeight / 2)}" width="${round(node.width)}" height="${boxHeight}" rx="4"></rect><text x="${round(node.x - node.width / 2 + 10)}" y="${round(node.y)}">${node.label}</text></g>\n`;
    return node.target === undefined ? box : html`<a href="#${node.target}">${box}</a>`;
  },
)}</svg>`;
}

/** A line that leaves and arrives horizontally. */
function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const curves = rest.map(({ x, y }, index) => {
    const from = points[index] ?? first;
    const middle = round((from.x + x) / 2);
    return `C${middle} ${round(from.y)} ${middle} ${round(y)} ${round(x)} ${round(y)}`;
  });
  return `M${round(first.x)} ${round(first.y)}${curves.join("")}`;
}

function thickness(weight: number): string {
  if (weight < 3) return "w1";
  if (weight < 6) return "w2";
  return weight < 12 ? "w3" : "w4";
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
