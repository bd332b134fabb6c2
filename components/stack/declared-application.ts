import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";

/** A client or resource application of a manifest, and the application of the domain that it stands for. */
export interface DeclaredApplication {
  readonly kind: LiveApplication["kind"];
  readonly part: TeamPart;
  readonly manifest: ClientManifest | ResourceApplicationManifest;
  /** `<team>/<name>` */
  readonly name: string;
  /** Its former names, as `<team>/<name>`. */
  readonly formerNames: readonly string[];
}

/** The clients and resource applications of teams. */
export function declaredApplications(teams: readonly TeamPart[]): DeclaredApplication[] {
  return teams.flatMap((part) => {
    const declared = (kind: DeclaredApplication["kind"]) => (manifest: DeclaredApplication["manifest"]) => ({
      kind,
      part,
      manifest,
      name: `${part.team}/${manifest.name}`,
      formerNames: manifest.was.map(nameInManifest),
    });
    return [...part.resourceApplications.map(declared("resourceApplication")), ...part.clients.map(declared("client"))];
  });
}

/** Whether an application of the domain is what a manifest declares, by its name or a former one. */
export function isDeclaredAs(live: LiveApplication, { kind, name, formerNames }: DeclaredApplication): boolean {
  return live.kind === kind && [name, ...formerNames].includes(nameInManifest(live));
}
