import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { EngineOperation, EngineResult, EngineRun, FleetEngine } from "../../../cli/fleet/engine.ts";
import { fleet } from "../../../cli/fleet/fleet.ts";
import type { FleetOptions, FleetWorld } from "../../../cli/fleet/fleet-world.ts";
import type { FleetReport, StackReport } from "../../../cli/fleet/json.ts";
import type { StoredStack } from "../../../cli/pulumi/stored-stacks.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** The beginning of time in these tests. */
const start = Date.parse("2026-11-24T08:00:00Z");

/** What the engine is asked to do. */
export interface Call {
  readonly operation: EngineOperation;
  readonly stack: string;
  readonly run: EngineRun;
}

/** A project with an engine in memory: a run takes no time and changes what the test says. */
export interface FleetTestWorld {
  readonly folder: string;
  readonly stored: Map<string, StoredStack>;
  readonly calls: Call[];
  readonly said: string[];
  readonly recovered: string[];
  /** The requests to the identity domain. */
  readonly requests: string[];
  /** When an application was changed by hand, by `<team>/<client>`; null: it was deleted. */
  readonly byHand: Map<string, Date | null>;
  /** Further tags of applications, by `<team>/<client>`. */
  readonly tags: Map<string, Readonly<Record<string, string>>>;
  /** What a run of a stack does instead of succeeding with one change. */
  readonly behaviour: Map<string, (call: Call) => EngineResult | Promise<EngineResult>>;
  write(file: string, text: string): void;
  remove(file: string): void;
  /** Lets days pass. */
  wait(days: number): void;
  run(
    operation: EngineOperation | "status",
    options?: Partial<Omit<FleetOptions, "operation">>,
    world?: Partial<FleetWorld>,
  ): Promise<FleetReport>;
  close(): void;
}

/** A team's manifest with one client. */
export function team(name: string, { access = "[]", more = "" } = {}): string {
  return `team: ${name}\nowner: ${name}@example.com\n${more}clients:\n  - name: job\n    grantTypes: [client_credentials]\n    access: ${access}\n    environments: { prod: {} }\n`;
}

/** The declaration of an API, for `team`. */
export const ordersApi = `resourceApplications:
  - name: orders-api
    displayName: Orders API
    audience: https://orders.example.com/
    scopes: [{ value: read }]
`;

export function createFleet(files: Readonly<Record<string, string>>): FleetTestWorld {
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-fleet-test-"));
  const stored = new Map<string, StoredStack>();
  const [calls, said, recovered, requests]: [Call[], string[], string[], string[]] = [[], [], [], []];
  const byHand = new Map<string, Date | null>();
  const tags = new Map<string, Readonly<Record<string, string>>>();
  const behaviour: FleetTestWorld["behaviour"] = new Map();
  let now = start;
  const succeeded = (): EngineResult => ({
    changes: [{ operation: "update", type: "DomainsApp", name: "changed" }],
    warnings: [],
  });
  const engine: FleetEngine = {
    version: "3.274.1",
    stored: () => Promise.resolve([...stored.values()]),
    clientIds: () => Promise.resolve({}),
    run: async (operation, stack, run) => {
      const call = { operation, stack, run };
      calls.push(call);
      const result = await (behaviour.get(stack) ?? succeeded)(call);
      now += 1000;
      if (operation === "preview") return result;
      const team = stack.slice(stack.indexOf(".") + 1);
      const kind = operation === "up" ? "update" : operation;
      stored.set(stack, {
        name: stack,
        resources: operation === "destroy" && result.failure === undefined ? 0 : 2,
        pending: 0,
        isLocked: false,
        isChangedSince: false,
        updates: [
          {
            kind,
            result: result.failure === undefined ? "succeeded" : "failed",
            endTime: now / 1000,
            agent: run.agent,
            isWithoutChanges: result.changes.length === 0,
          },
          ...(stored.get(stack)?.updates ?? []),
        ],
        clientIds: { [`${team}/job`]: `${team}_job` },
      });
      return result;
    },
  };
  const applications = () =>
    [...stored.values()]
      .filter(({ resources }) => resources > 0)
      .flatMap(({ name }) => {
        const of = name.slice(name.indexOf(".") + 1);
        return [`${of}/job`, ...(of === "shop" ? ["shop/orders-api"] : [])].map((client) => ({ stack: name, client }));
      })
      .filter(({ client }) => byHand.get(client) !== null)
      .map(({ stack, client }, index) => ({
        id: String(index),
        tags: Object.entries({
          "managed-by": "idcs-apps",
          stack: `idcs-apps/${stack}`,
          team: client.split("/")[0] ?? "",
          client: client.split("/")[1] ?? "",
          ...tags.get(client),
        }).map(([key, value]) => ({ key, value })),
        meta: { lastModified: (byHand.get(client) ?? new Date(start)).toISOString() },
        idcsLastModifiedBy: { display: "John Doe" },
      }));
  const answer = (input: string | URL | Request) => {
    requests.push(input instanceof Request ? input.url : String(input));
    const Resources = applications();
    const list = { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: Resources.length };
    const body = { ...list, startIndex: 1, itemsPerPage: Resources.length, Resources };
    return Promise.resolve(Response.json(body));
  };
  const world: FleetTestWorld = {
    folder,
    stored,
    calls,
    said,
    recovered,
    requests,
    byHand,
    tags,
    behaviour,
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    remove: (file) => rmSync(join(folder, file)),
    wait(days) {
      now += days * 86_400_000;
    },
    run: (operation, options = {}, more = {}) =>
      fleet(
        { operation, environment: "prod", parallel: 2, folder, ...options },
        {
          engine,
          variables: { OCI_PRIVATE_KEY: privateKey },
          client: { fetch: answer as typeof fetch },
          now: () => new Date(now),
          say: (line) => said.push(line),
          signal: new AbortController().signal,
          recover: async (stack) => {
            recovered.push(stack);
          },
          ...more,
        },
      ),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
  const all = {
    "Pulumi.yaml": "name: idcs-apps\n",
    "environments/prod.yaml": "identityDomain: { url: https://idcs-0123.identity.oraclecloud.com }\n",
    "Pulumi.prod.yaml":
      "config:\n  oci:tenancyOcid: ocid1.tenancy.oc1..one\n  oci:userOcid: ocid1.user.oc1..one\n  oci:fingerprint: aa:bb\n",
    ...files,
  };
  for (const [file, text] of Object.entries(all)) world.write(file, text);
  return world;
}

/** The stacks of a report by their outcome. */
export function outcomes({ stacks }: FleetReport): Record<string, StackReport["outcome"]> {
  return Object.fromEntries(stacks.map(({ stack, outcome }) => [stack, outcome]));
}

/** The kinds of reasons of each stack that has any. */
export function reasonKinds({ stacks }: FleetReport): Record<string, string[]> {
  return Object.fromEntries(
    stacks
      .filter(({ reasons }) => reasons.length > 0)
      .map(({ stack, reasons }) => [stack, reasons.map(({ kind }) => kind)]),
  );
}
