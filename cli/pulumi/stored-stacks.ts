import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { filesIn, stackFiles } from "./file-backend.ts";

/** An update of a stack as a backend keeps it. */
export interface StoredUpdate {
  /** `update`, `refresh`, `destroy` … */
  readonly kind: string;
  /** `succeeded` or `failed`. */
  readonly result: string;
  /** In seconds since 1970. */
  readonly endTime: number;
  /** What started it: the option `userAgent` of Pulumi's Automation API. */
  readonly agent?: string | undefined;
  /** Whether it left every resource as it was. */
  readonly isWithoutChanges: boolean;
}

/** A stack as a backend keeps it. */
export interface StoredStack {
  readonly name: string;
  /** How many resources it has, without the stack itself and the configuration of plugins. */
  readonly resources: number;
  /** Operations that were interrupted; they are only known of a backend that is a folder. */
  readonly pending: number;
  /** Whether it is locked, as far as that is known. */
  readonly isLocked: boolean;
  /** Its last updates, the newest first. */
  readonly updates: readonly StoredUpdate[];
  /** Whether the state is another one than the last update left, as after `pulumi state move` or `pulumi stack import`. */
  readonly isChangedSince: boolean;
  /** The client IDs in its outputs, by `<team>/<client>`; absent if that was not read. */
  readonly clientIds?: Readonly<Record<string, string>> | undefined;
}

/** An update, as history files and `pulumi stack history --json` have it. */
const update = z.object({
  kind: z.string(),
  result: z.string(),
  endTime: z.union([z.number(), z.string(), z.date()]).optional(),
  environment: z.record(z.string(), z.string()).nullish(),
  resourceChanges: z.record(z.string(), z.number()).nullish(),
});

/** Reads an update. @throws ZodError if it is none */
export function storedUpdate(value: unknown): StoredUpdate {
  const { kind, result, endTime = 0, environment, resourceChanges } = update.parse(value);
  return {
    kind,
    result,
    endTime: typeof endTime === "number" ? endTime : Math.floor(new Date(endTime).getTime() / 1000),
    agent: environment?.["exec.agent"],
    isWithoutChanges: Object.entries(resourceChanges ?? {}).every(
      ([operation, number]) => operation === "same" || number === 0,
    ),
  };
}

const checkpoint = z.object({
  checkpoint: z.object({
    latest: z
      .object({
        resources: z
          .array(z.object({ type: z.string(), outputs: z.record(z.string(), z.unknown()).optional() }))
          .nullish(),
        pending_operations: z.array(z.unknown()).nullish(),
      })
      .nullish(),
  }),
});

/** How many updates are read at most: a refresh that found nothing is skipped. */
const mostUpdates = 5;

/**
 * All stacks of a project in a backend that is a folder, by a look at its files; one that is only partly written, after a crash, has
 * pending operations.
 *
 * @returns undefined if the backend is no folder, or keeps its files in another form: then only Pulumi can read it
 */
export function storedStacks(backendUrl: string, project: string): readonly StoredStack[] | undefined {
  const folder = stackFiles(backendUrl, project, "")?.stateFolder;
  if (folder === undefined) return undefined;
  const names = filesIn(folder);
  if (names.some((name) => /\.json\.(gz|zst)$/.test(name))) return undefined;
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => storedStack(backendUrl, project, basename(name, ".json")));
}

function storedStack(backendUrl: string, project: string, name: string): StoredStack {
  const files = stackFiles(backendUrl, project, name);
  const [history = ""] = files?.earlierFolders ?? [];
  const state = join(files?.stateFolder ?? "", `${name}.json`);
  const read = checkpoint.safeParse(json(state));
  const { resources, pending_operations: pending } = read.data?.checkpoint.latest ?? {};
  const entries = filesIn(history)
    .filter((file) => file.endsWith(".history.json"))
    .sort()
    .reverse();
  const updates = entries.slice(0, mostUpdates).flatMap((file) => {
    const { data } = update.safeParse(json(join(history, file)));
    return data ? [storedUpdate(data)] : [];
  });
  const [newest] = entries;
  const copy = newest && join(history, newest.replace(/\.history\.json$/, ".checkpoint.json"));
  return {
    name,
    resources: countOf(resources ?? []),
    pending: read.success ? (pending?.length ?? 0) : 1,
    isLocked: filesIn(files?.lockFolder ?? "").some((file) => file.endsWith(".json")),
    updates,
    isChangedSince: copy !== undefined && !isSameFile(state, copy),
    clientIds: clientIdsIn(resources?.find(({ type }) => type === stackType)?.outputs?.clients),
  };
}

const stackType = "pulumi:pulumi:Stack";

function countOf(resources: readonly { readonly type: string }[]): number {
  return resources.filter(({ type }) => type !== stackType && !type.startsWith("pulumi:providers:")).length;
}

/** The client IDs in the output `clients`. */
export function clientIdsIn(clients: unknown): Readonly<Record<string, string>> {
  const { data = {} } = z.record(z.string(), z.object({ clientId: z.string() })).safeParse(clients);
  return Object.fromEntries(Object.entries(data).map(([name, { clientId }]) => [name, clientId]));
}

function json(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Whether two files have the same content; one that cannot be read is different. */
function isSameFile(one: string, other: string): boolean {
  try {
    return statSync(one).size === statSync(other).size && readFileSync(one).equals(readFileSync(other));
  } catch {
    return false;
  }
}
