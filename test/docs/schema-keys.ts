interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
}

/**
 * The paths of all keys that a JSON Schema of manifests allows: `clients[].access[].scopes`. What an environment
 * replaces is `clients[].environments.*.access`.
 */
export function keysOf(schema: unknown): string[] {
  return [...new Set(keysUnder(schema as Schema, ""))];
}

function keysUnder({ properties = {}, items, anyOf = [], additionalProperties }: Schema, path: string): string[] {
  const named = Object.entries(properties).flatMap(([key, schema]) => {
    const own = path === "" ? key : `${path}.${key}`;
    return [own, ...keysUnder(schema, own)];
  });
  return [
    ...named,
    ...(items ? keysUnder(items, `${path}[]`) : []),
    ...anyOf.flatMap((schema) => keysUnder(schema, path)),
    ...(typeof additionalProperties === "object" ? keysUnder(additionalProperties, `${path}.*`) : []),
  ];
}
