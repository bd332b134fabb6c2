import { z } from "zod";
import { InputError } from "../input/input-error.ts";
import { readYamlFile, type ValuePath } from "../input/yaml-file.ts";
import { type Seed, type SeedInput, seedSchema } from "./seed-schema.ts";

/** A seed of the right shape, and how to name a place in it. */
export interface ReadSeed {
  readonly seed: Seed;
  /** A problem on one line: `seed.yaml:12:5  apps[0].scopes: …`, without a position for a seed that is not a file. */
  problemAt(path: ValuePath, message: string): string;
}

/** Reads a seed from a YAML file, or checks one that a program created. @throws InputError with every problem */
export function readSeed(seed: SeedInput | string): ReadSeed {
  if (typeof seed !== "string") return checked(seed, () => "");
  const { data, placeOf } = readYamlFile(seed);
  return checked(data, placeOf);
}

function checked(data: unknown, place: (path: ValuePath, key?: string) => string): ReadSeed {
  const result = seedSchema.safeParse(data);
  const problemAt = (path: ValuePath, message: string, key?: string) =>
    `${place(path, key)}${path.length > 0 ? `${z.core.toDotPath(path)}: ` : ""}${message}`;
  if (result.success) return { seed: result.data, problemAt };
  throw new InputError(
    result.error.issues.map((issue) =>
      problemAt(issue.path, issue.message, issue.code === "unrecognized_keys" ? issue.keys[0] : undefined),
    ),
  );
}
