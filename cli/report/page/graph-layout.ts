import { Graph, layout } from "@dagrejs/dagre";

/** What is drawn as a box. */
export interface GraphNode {
  readonly id: string;
  readonly kind: "team" | "client" | "api";
  readonly label: string;
  /** The whole name, and what else there is to say. */
  readonly title: string;
  /** The id of the element of the page that it leads to. */
  readonly target?: string | undefined;
}

/** A line from one box to another. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** How many clients it stands for. */
  readonly weight: number;
  /** What it stands for, in words. */
  readonly title: string;
}

/** A graph with a place for everything, in pixels. */
export interface LaidOutGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (GraphNode & { readonly x: number; readonly y: number; readonly width: number })[];
  readonly edges: readonly (GraphEdge & { readonly points: readonly { readonly x: number; readonly y: number }[] })[];
}

/** The height of a box. */
export const boxHeight = 26;

/** The width of a character of the page's font, generously, and the space beside a label. */
const [characterWidth, padding] = [7.2, 20];

/** Lays out a graph from left to right. */
export function laidOut(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): LaidOutGraph {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 8, edgesep: 4, ranksep: 60, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, label } of nodes)
    graph.setNode(id, { width: label.length * characterWidth + padding, height: boxHeight });
  for (const { from, to, weight } of edges) graph.setEdge(from, to, { weight });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: nodes.map((node) => {
      const { x, y, width: boxWidth } = graph.node(node.id);
      return { ...node, x, y, width: boxWidth };
    }),
    edges: edges.map((edge) => {
      const [from, to] = [graph.node(edge.from), graph.node(edge.to)];
      const between = (graph.edge(edge.from, edge.to).points ?? []).slice(1, -1);
      // From the right side of a box to the left side of another.
      const start = { x: from.x + from.width / 2, y: from.y };
      const end = { x: to.x - to.width / 2, y: to.y };
      return { ...edge, points: [start, ...between, end] };
    }),
  };
}
