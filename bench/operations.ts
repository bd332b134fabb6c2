import { availableParallelism } from "node:os";
import type { Cleanup } from "./cleanup.ts";
import { Floor } from "./floor.ts";
import type { Measurement } from "./measurement.ts";
import { createProject, type Project } from "./project.ts";
import { countByMethod, type RecordedRequest } from "./recording-proxy.ts";

/** What is measured, in this order. */
export const operations = ["create", "unchanged", "change one", "refresh", "destroy"] as const;

/** One of the measured operations. */
export type Operation = (typeof operations)[number];

/** A measurement of each operation. */
export type Measured = Readonly<Record<Operation, Measurement>>;

/** The engine's default for `--parallel`. */
const parallelism = 4 * availableParallelism();

/**
 * The life of a stack, once: a new project, each operation in it, and the same requests again without Pulumi.
 *
 * @param plugin a folder with another plugin in place of the project's
 */
export async function measureStack(clients: number, cleanup: Cleanup, plugin: string | undefined): Promise<Measured> {
  const project = await createProject(cleanup, plugin);
  const without: [Operation, Omit<Measurement, "floorSeconds">, RecordedRequest[]][] = [];
  for (const operation of operations) {
    if (operation === "destroy" && plugin !== undefined) await deactivateAll(project);
    const { seconds, tree } = await perform(operation, project, clients);
    const requests = project.proxy.take();
    const figures = {
      seconds,
      cpu: tree.cpu(),
      memory: tree.memory(),
      requests: countByMethod(requests),
      stateBytes: project.stateBytes(),
    };
    without.push([operation, figures, requests]);
  }
  const floor = new Floor(project.domain.client, parallelism);
  const measured: [Operation, Measurement][] = [];
  for (const [operation, figures, requests] of without) {
    if (operation === "destroy" && plugin !== undefined) await deactivateAll(project);
    const floorSeconds = requests.length === 0 ? undefined : await floor.send(requests);
    measured.push([operation, { ...figures, floorSeconds }]);
  }
  return Object.fromEntries(measured) as Record<Operation, Measurement>;
}

function perform(operation: Operation, project: Project, clients: number) {
  switch (operation) {
    case "create":
      project.declare(clients, 1);
      return project.pulumi("up", "--yes", "--skip-preview");
    case "unchanged":
      return project.pulumi("up", "--yes", "--skip-preview");
    case "change one":
      project.declare(clients, 2);
      return project.pulumi("up", "--yes", "--skip-preview");
    case "refresh":
      return project.pulumi("refresh", "--yes", "--skip-preview");
    case "destroy":
      return project.pulumi("destroy", "--yes", "--skip-preview");
  }
}

/** Deactivates all applications of the stack: the official plugin cannot delete an active one. */
async function deactivateAll({ domain: { client } }: Project): Promise<void> {
  const filter = 'displayName sw "bench-" and active eq true';
  const { Resources } = await client.list("Apps", { query: { filter, attributes: "displayName", count: 1000 } });
  for (const { id } of Resources) await client.changeStatus(String(id), false);
}
