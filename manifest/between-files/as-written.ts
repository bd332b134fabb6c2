import { defaultDisplayName, formerNameIn } from "../keys-and-defaults/names-and-environments.ts";
import { isPlainObject } from "../yaml/plain-object.ts";
import type { Path, Source } from "../yaml/position.ts";

/** What a manifest declares, as far as it can be read even if other parts of the file are wrong. */
export interface TeamAsWritten {
  readonly source: Source;
  readonly team: string;
  /** Its resource applications, then its clients. */
  readonly applications: readonly ApplicationAsWritten[];
}

interface FormerNameAsWritten {
  readonly name: string;
  readonly path: Path;
}

/** What a manifest declares about a client or a resource application. */
export interface ApplicationAsWritten {
  readonly kind: "client" | "resource application";
  readonly source: Source;
  readonly path: Path;
  readonly team: string;
  readonly name: string;
  readonly displayName: string;
  readonly displayNamePath: Path;
  readonly clientId?: string | undefined;
  /** The application that it adopts. */
  readonly adopt?: string | undefined;
  /** Absent if it exists in all environments. */
  readonly environments?: readonly string[] | undefined;
  readonly isRetired: boolean;
  /** Whether it is retired in the environments that say so themselves. */
  readonly isRetiredIn: Readonly<Record<string, boolean>>;
  /** Its former names, as `<team>/<name>`. */
  readonly was: readonly FormerNameAsWritten[];
}

/**
 * Reads what a manifest declares from data that may be wrong anywhere; absent if it does not even give its team's name.
 */
export function teamAsWritten(source: Source, value: unknown): TeamAsWritten | undefined {
  const { team, clients, resourceApplications } = mapping(value);
  if (typeof team !== "string") return undefined;
  const declared = (kind: ApplicationAsWritten["kind"], key: string, written: unknown) =>
    list(written).flatMap((one, index) => applicationAsWritten(kind, source, team, one, [key, index]));
  const applications = [
    ...declared("resource application", "resourceApplications", resourceApplications),
    ...declared("client", "clients", clients),
  ];
  return { source, team, applications };
}

/** Whether it exists in an environment. */
export function existsIn({ environments }: ApplicationAsWritten, environment: string): boolean {
  return environments?.includes(environment) ?? true;
}

/** Whether it is retired in an environment. */
export function retiredIn({ isRetired, isRetiredIn }: ApplicationAsWritten, environment: string): boolean {
  return (Object.hasOwn(isRetiredIn, environment) ? isRetiredIn[environment] : undefined) ?? isRetired;
}

function applicationAsWritten(
  kind: ApplicationAsWritten["kind"],
  source: Source,
  team: string,
  value: unknown,
  path: Path,
): ApplicationAsWritten[] {
  const { name, displayName, clientId, adopt, environments, state, was } = mapping(value);
  if (typeof name !== "string") return [];
  const given = typeof displayName === "string";
  const application: ApplicationAsWritten = {
    kind,
    source,
    path: [...path, "name"],
    team,
    name,
    displayName: given ? displayName : defaultDisplayName(team, name),
    displayNamePath: [...path, given ? "displayName" : "name"],
    clientId: typeof clientId === "string" ? clientId : undefined,
    adopt: typeof adopt === "string" ? adopt : undefined,
    environments: environments === undefined ? undefined : Object.keys(mapping(environments)),
    isRetired: state === "retired",
    isRetiredIn: Object.fromEntries(
      Object.entries(mapping(environments)).flatMap(([environment, override]) => {
        const { state: there } = mapping(override);
        return there === undefined ? [] : [[environment, there === "retired"]];
      }),
    ),
    was: formerNames(team, was, [...path, "was"]),
  };
  return [application];
}

function formerNames(team: string, was: unknown, path: Path): FormerNameAsWritten[] {
  const fullName = (written: string): string => Object.values(formerNameIn(team, written)).join("/");
  if (typeof was === "string") return [{ name: fullName(was), path }];
  return list(was).flatMap((name, index) =>
    typeof name === "string" ? [{ name: fullName(name), path: [...path, index] }] : [],
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return isPlainObject(value) ? value : {};
}
