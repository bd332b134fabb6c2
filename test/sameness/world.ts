import { readFileSync } from "node:fs";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf } from "../stack/administrator.ts";
import { createWorld, type World as StackWorld } from "../stack/world.ts";
import type { Program, RoleOfApp } from "./declared.ts";
import { type RecordingProxy, type SeenRequest, startRecordingProxy } from "./recording-proxy.ts";

/** What a run of Pulumi said and asked the identity domain. */
export interface Run {
  readonly code: number;
  readonly output: string;
  readonly requests: readonly SeenRequest[];
}

/** A resource of an exported state. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What a plan does with a resource. */
export interface PlannedStep {
  readonly op: string;
  /** By path: `update`, `add-replace` … */
  readonly changes: Readonly<Record<string, string>>;
}

/** A stack whose program is data, with this project's plugin, on a local identity domain behind a recording proxy. */
export interface World extends Pick<StackWorld, "domain" | "keptFiles" | "pulumi" | "passphrase"> {
  readonly proxy: RecordingProxy;
  readonly administrator: IdentityDomain;
  /** The roles of the Oracle Integration instance `finance`. */
  readonly roles: readonly RoleOfApp[];
  /** Makes the program declare these resources and no others. */
  declare(resources: Program): void;
  /** Runs Pulumi, whatever comes of it. */
  run(...args: string[]): Promise<Run>;
  /** Runs `pulumi up` without its preview; it must succeed. */
  up(...args: string[]): Promise<Run>;
  /** Runs `pulumi refresh` without its preview; it must succeed. */
  refresh(...args: string[]): Promise<Run>;
  /** The steps of `pulumi preview` by logical name, without those that change nothing. */
  plan(...args: string[]): Promise<Record<string, PlannedStep>>;
  /** The resources of the stack by logical name, as `pulumi stack export` shows them. */
  state(...args: string[]): Promise<Record<string, StoredResource>>;
  close(): Promise<void>;
}

const project = `name: sameness
runtime: { name: nodejs, options: { typescript: false, nodeargs: --disable-warning=ExperimentalWarning } }
main: program.ts
plugins: { providers: [{ name: oci, path: ./provider }] }
`;

/** Creates a stack and what it works on. */
export async function startWorld(): Promise<World> {
  const program = readFileSync(new URL("program.ts", import.meta.url), "utf8");
  const stack = await createWorld({ "Pulumi.yaml": project, "program.ts": program });
  const proxy = await startRecordingProxy(stack.domain.url);
  const { domain, keptFiles, pulumi, passphrase } = stack;
  const administrator = await administratorOf(domain);
  const roles = await rolesOf(administrator, integrationApp);

  async function run(...args: string[]): Promise<Run> {
    const from = proxy.seen.length;
    const { code, output } = await stack.pulumi(...args);
    return { code, output, requests: proxy.seen.slice(from) };
  }
  async function succeed(...args: string[]): Promise<Run> {
    const done = await run(...args);
    if (done.code !== 0) throw new Error(`pulumi ${args.join(" ")}:\n${done.output}`);
    return done;
  }
  return {
    domain,
    keptFiles,
    pulumi,
    passphrase,
    proxy,
    administrator,
    roles,
    declare: (resources) => stack.write("declared.json", JSON.stringify({ idcsEndpoint: proxy.url, resources })),
    run,
    up: (...args) => succeed("up", "--yes", "--skip-preview", ...args),
    refresh: (...args) => succeed("refresh", "--yes", "--skip-preview", ...args),
    async plan(...args) {
      const { output } = await succeed("preview", "--json", ...args);
      return stepsOf(JSON.parse(output));
    },
    async state(...args) {
      const { output } = await succeed("stack", "export", ...args);
      const { resources = [] } = JSON.parse(output).deployment as { resources?: StoredResource[] };
      return Object.fromEntries(resources.map((resource) => [nameIn(resource.urn), resource]));
    },
    async close() {
      await proxy.close();
      await stack.close();
    },
  };
}

/** The Oracle Integration instance `finance` of the local domain. */
export const integrationApp = "a0000000000000000000000000000001";

async function rolesOf(administrator: IdentityDomain, app: string): Promise<RoleOfApp[]> {
  const { Resources } = await administrator.list("AppRoles", { query: { filter: `app.value eq "${app}"` } });
  return Resources.map(({ id }) => ({ app, role: String(id) }));
}

/** The requests of a run that change something. The plugin looks before it deletes, which is not the claim here. */
export function writes({ requests }: Run): SeenRequest[] {
  return requests.filter(({ method }) => method !== "GET");
}

/** Requests as `POST Apps` and `PUT Apps/<id>`, without queries. */
export function shown(requests: readonly SeenRequest[]): string[] {
  return requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "").replace(/[0-9a-f]{32}$/, "<id>")}`);
}

interface Preview {
  readonly steps: readonly {
    readonly op: string;
    readonly urn: string;
    readonly detailedDiff?: Readonly<Record<string, { readonly kind: string }>> | null;
  }[];
}

function stepsOf({ steps }: Preview): Record<string, PlannedStep> {
  const changing = steps.filter(({ op, urn }) => op !== "same" && urn.includes("::oci:"));
  return Object.fromEntries(
    changing.map(({ op, urn, detailedDiff }) => {
      const changes = Object.entries(detailedDiff ?? {}).map(([path, { kind }]) => [path, kind]);
      return [nameIn(urn), { op, changes: Object.fromEntries(changes) }];
    }),
  );
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
