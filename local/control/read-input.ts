import { z } from "zod";
import { ControlError } from "./control-error.ts";

/** Reads a JSON body by its schema. @throws ControlError 400 with every problem */
export function readJsonInput<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  try {
    return readInput(schema, JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ControlError(400, ["The body is not valid JSON."]);
    throw error;
  }
}

/** Reads a value by its schema. @throws ControlError 400 with every problem */
export function readInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ControlError(
    400,
    result.error.issues.map(({ path, message }) =>
      path.length > 0 ? `${z.core.toDotPath(path)}: ${message}` : message,
    ),
  );
}
