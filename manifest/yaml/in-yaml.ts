import { stringify } from "yaml";

/** A value as it is written in a manifest, on one line. */
export function inYaml(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trim();
}
