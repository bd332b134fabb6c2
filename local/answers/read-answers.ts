import { z } from "zod";
import { didYouMean } from "../../wording/nearest.ts";
import { InputError } from "../input/input-error.ts";
import { readYamlFile } from "../input/yaml-file.ts";
import { answersSchema, expected, type ResolvedAnswers } from "./answers.ts";

const fileSchema = z.strictObject(answersSchema.shape, expected("an object of answers"));

/**
 * Reads the answers to open questions from a YAML file, and fills in the defaults.
 *
 * @throws InputError with every problem: unknown keys, and values that are not legal
 */
export function readAnswers(path: string): ResolvedAnswers {
  const { data, placeOf } = readYamlFile(path);
  const result = fileSchema.safeParse(data);
  if (result.success) return result.data;
  throw new InputError(
    result.error.issues.flatMap((issue) => {
      if (issue.code === "unrecognized_keys") return issue.keys.map((key) => placeOf([], key) + unknownKey(key));
      const name = issue.path.length === 0 ? "The file" : issue.path.join(".");
      return `${placeOf(issue.path)}${name}: ${issue.message}`;
    }),
  );
}

function unknownKey(key: string): string {
  const known = Object.keys(answersSchema.shape);
  return `${key}: unknown key, expected one of ${known.join(", ")}.${didYouMean(key, known)}`;
}
