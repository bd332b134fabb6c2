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

/** Finds what an application of the domain is declared as, by its name or a former one. */
export function declarationOf(
  declared: readonly DeclaredApplication[],
): (live: LiveApplication) => DeclaredApplication | undefined {
  // The last one of a name stays: the first declared one is to be found.
  const named = declared.toReversed().flatMap((application) => {
    const { kind, name, formerNames } = application;
    return [name, ...formerNames].map((one) => [`${kind} ${one}`, application] as const);
  });
  const byName = new Map(named);
  return (live) => byName.get(`${live.kind} ${nameInManifest(live)}`);
}

/** The declared applications for which none of the domain's stands. */
export function missingAmong(
  declared: readonly DeclaredApplication[],
  live: readonly LiveApplication[],
): DeclaredApplication[] {
  const found = new Set(live.map(declarationOf(declared)));
  return declared.filter((application) => !found.has(application));
}
