import { whereWritten } from "../../../manifest/yaml/origin.ts";
import { type Path, positionOf } from "../../../manifest/yaml/position.ts";
import { renderPlace } from "../../../manifest/yaml/problem.ts";
import { secondClientId } from "../../../naming/resource-names.ts";
import type { DeclaredClient } from "../../project/declared-clients.ts";

/** The declared client with a client ID; that of the second application of a rotated client is its too. */
export function declaredWithId(clients: readonly DeclaredClient[], clientId: string): DeclaredClient | undefined {
  const same = (one: string) => one.toLowerCase() === clientId.toLowerCase();
  return clients.find((one) => same(one.clientId) || (one.manifest.rotation && same(secondClientId(one.clientId))));
}

/** Where a key of a client is written, or would be: `teams/payments.yaml:5:5`. */
export function placeOf({ manifest }: DeclaredClient, path: Path): string {
  const written = whereWritten(manifest, path);
  if (written === undefined) return "the manifest";
  return renderPlace({ file: written.source.file, ...positionOf(written.source, written.path) });
}
