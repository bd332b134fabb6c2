import { whereWritten } from "../../manifest/yaml/origin.ts";
import { type Path, pathText, positionOf, writtenPart } from "../../manifest/yaml/position.ts";

/** What is looked at in a token, in the order of the report. */
export const checks = ["token", "signature", "time", "client", "audience", "scope", "subject", "roles"] as const;

/** A value in a manifest, and how it would be changed. */
export interface ManifestChange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `clients[0].access` */
  readonly path: string;
  /** What to write, and what that grants. */
  readonly change: string;
}

/** What was found out about one aspect of a token. */
export interface Finding {
  readonly check: (typeof checks)[number];
  /** `ok`, `refused`: a service refuses the token for this reason; `note`: worth knowing, or not known. */
  readonly verdict: "ok" | "refused" | "note";
  readonly says: string;
  /** The line of a manifest that is the cause. */
  readonly manifest?: ManifestChange;
}

/** A change at a value of a manifest, where it is written or would be; undefined for an object that came from no file. */
export function changeAt(node: object, path: Path, change: string): ManifestChange | undefined {
  const written = whereWritten(node, path);
  if (written === undefined) return undefined;
  const { source } = written;
  const place = writtenPart(source, written.path);
  return { file: source.file, ...positionOf(source, place), path: pathText(place) || pathText(written.path), change };
}

/** A finding with the change of a manifest, if there is one. */
export function found(
  check: Finding["check"],
  verdict: Finding["verdict"],
  says: string,
  manifest?: ManifestChange | undefined,
): Finding {
  return { check, verdict, says, ...(manifest !== undefined && { manifest }) };
}
