import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { makeCertificate } from "../local/certificates.ts";
import { app, appRole, certificate, client, outputOf, type Program, perimeter } from "../sameness/declared.ts";
import { administratorOf } from "../stack/administrator.ts";
import { descendantsOf } from "../stack/process-arguments.ts";
import { createWorld, type World } from "../stack/world.ts";
import { type FaultProxy, faults, type Seen, startFaultProxy } from "./fault-proxy.ts";

// One small stack with a role, a perimeter, a certificate and a client whose secret is rotated. Each writing request meets a
// fault, or the plugin is killed after it; then the same command runs again, and the domain must hold exactly what is declared.

interface Version {
  readonly role: string;
  readonly addresses: readonly string[];
  readonly certificate: string;
  readonly secret: number;
}

const first: Version = { role: "Reader", addresses: ["203.0.113.0/24"], certificate: "first", secret: 1 };
const second: Version = { role: "Writer", addresses: ["198.51.100.7"], certificate: "second", secret: 2 };

const project = `name: faults
runtime: { name: nodejs, options: { typescript: false, nodeargs: --disable-warning=ExperimentalWarning } }
main: program.ts
plugins: { providers: [{ name: oci, path: ./provider }] }
`;

let world: World;
let proxy: FaultProxy;
let administrator: IdentityDomain;
const certificates = new Map<string, string>();

beforeAll(async () => {
  const program = readFileSync(new URL("../sameness/program.ts", import.meta.url), "utf8");
  world = await createWorld({ "Pulumi.yaml": project, "program.ts": program });
  proxy = await startFaultProxy(() => world.domain.url);
  administrator = await administratorOf(world.domain);
  for (const name of ["first", "second"]) certificates.set(name, (await makeCertificate(name)).base64);
});
afterAll(async () => {
  await proxy?.close();
  await world?.close();
});

/** A resource's tags; with `urn` those of this very resource. */
const tags = (urn?: string) => [
  { key: "managed-by", value: "idcs-apps" },
  { key: "stack", value: "faults/dev" },
  ...(urn === undefined ? [] : [{ key: "urn", value: urn }]),
];
const whole = { attributeSets: ["default", "request"] };

const programOf = ({ role, addresses, certificate: name, secret }: Version): Program => ({
  server: app("Server", { name: "server", isUnmanagedApp: true, tags: tags("server"), ...whole }),
  role: appRole(outputOf("server", "id"), role, { ...whole, availableToClients: true, tags: tags() }),
  office: perimeter("office", addresses, { ...whole, tags: tags("office") }),
  cert: certificate(name, certificates.get(name) ?? "", { tags: tags("cert") }),
  client: app("Client", {
    ...{
      ...client,
      ...whole,
      name: "client",
      tags: [...tags("client"), { key: "secret-version", value: `${secret}` }],
    },
    clientIpChecking: "whitelisted",
    appsNetworkPerimeters: [{ value: outputOf("office", "id") }],
    certificates: [{ certAlias: outputOf("cert", "certificateAlias") }],
  }),
});

/** What the domain holds of the stack, in the form of `declaredBy`. */
async function held(): Promise<string[]> {
  const query = { filter: 'tags[key eq "stack" and value eq "faults/dev"]', ...whole };
  const [apps, roles, perimeters, certs] = await Promise.all(
    (["Apps", "AppRoles", "NetworkPerimeters", "OAuthClientCertificates"] as const).map(
      async (collection) =>
        (await administrator.list(collection, { query })).Resources as readonly Record<string, unknown>[],
    ),
  );
  const version = (one: Record<string, unknown>) =>
    (one.tags as { key: string; value: string }[]).find(({ key }) => key === "secret-version")?.value;
  const addresses = (one: Record<string, unknown>) =>
    (one.ipAddresses as { value: string }[]).map(({ value }) => value);
  return [
    ...(apps ?? []).map((one) => `${one.displayName} ${one.active ? "active" : "inactive"} ${version(one) ?? ""}`),
    ...(roles ?? []).map(({ displayName }) => `role ${displayName}`),
    ...(perimeters ?? []).map((one) => `perimeter ${one.name} ${addresses(one).join()}`),
    ...(certs ?? []).map(({ certificateAlias }) => `certificate ${certificateAlias}`),
  ].sort();
}

const declaredBy = ({ role, addresses, certificate: name, secret }: Version): string[] =>
  [
    `Client active ${secret}`,
    "Server inactive ",
    `role ${role}`,
    `perimeter office ${addresses.join()}`,
    `certificate ${name}`,
  ].sort();

function declare(version: Version): void {
  world.write("declared.json", JSON.stringify({ idcsEndpoint: proxy.url, resources: programOf(version) }));
}

/** Runs a command with faults or not at all well, and then again, when it must succeed. */
async function again(...command: string[]): Promise<void> {
  await world.pulumi(...command, "--yes", "--skip-preview", "--continue-on-error");
  await proxy.idle();
  proxy.follow({});
  const { code, output } = await world.pulumi(...command, "--yes", "--skip-preview");
  expect({ code, output }).toMatchObject({ code: 0 });
}

/** Lets the first attempt of each request that is meant fail, with kinds of faults that begin at `from` and go round. */
function failEachOnce(from: number, isMeant: (seen: Seen) => boolean): void {
  const met = new Set<string>();
  proxy.follow({
    fault: (seen) => {
      const identity = `${seen.method} ${seen.path} ${seen.body}`;
      if (!isMeant(seen) || met.has(identity)) return undefined;
      met.add(identity);
      return faults[(from + met.size) % faults.length];
    },
  });
}

const isWrite = ({ method }: Seen): boolean => method !== "GET";

async function clientSecrets(): Promise<unknown[]> {
  const { Resources } = await administrator.list("Apps", { query: { filter: 'name eq "client"' } });
  const { output } = await world.pulumi("stack", "export", "--show-secrets");
  const inState = (JSON.parse(output).deployment.resources as { urn: string; outputs: Record<string, unknown> }[]).find(
    ({ urn }) => urn.endsWith("::client"),
  )?.outputs.clientSecret as { plaintext: string };
  return [Resources[0]?.clientSecret, JSON.parse(inState.plaintext)];
}

// In each step there are enough requests for every kind of fault; FAULTS=all lets each of them meet each kind.
const rotations = process.env.FAULTS === "all" ? faults.map((_, from) => from) : [0];

describe.each(rotations)("after faults of rotation %i", (from) => {
  it("the domain holds what is declared: created, changed and replaced, with the secret that the state has", async () => {
    declare(first);
    failEachOnce(from, isWrite);
    await again("up");
    expect(await held()).toEqual(declaredBy(first));

    const [before] = await clientSecrets();
    declare(second);
    failEachOnce(from, isWrite);
    await again("up");
    expect(await held()).toEqual(declaredBy(second));
    const [inDomain, inState] = await clientSecrets();
    expect(inState).toBe(inDomain);
    expect(inDomain).not.toBe(before);
  });

  it("a refresh loses nothing, and a destroy leaves nothing", async () => {
    failEachOnce(from, () => true);
    await again("refresh");
    expect(await held()).toEqual(declaredBy(second));
    failEachOnce(from, isWrite);
    await again("destroy");
    expect(await held()).toEqual([]);
  });
});

describe("a plugin that is killed", () => {
  /** Runs `up` and kills the plugin after the domain has done the first POST to one of these. @returns to which */
  async function killedAfter(paths: readonly string[]): Promise<string | undefined> {
    const running = world.start("up", "--yes", "--skip-preview", "--parallel", "1");
    let met: string | undefined;
    proxy.follow({
      after: (seen) => {
        if (met !== undefined || seen.method !== "POST") return;
        met = paths.find((path) => seen.path.includes(`/${path}`));
        if (met === undefined) return;
        const plugin = descendantsOf(running.pid).find(({ line }) => line.includes("provider/main.ts"));
        process.kill(plugin?.pid ?? 0, "SIGKILL");
      },
    });
    const { code } = await running.said;
    expect(code).not.toBe(0);
    await proxy.idle();
    proxy.follow({});
    return met;
  }

  it("after the creation of each type leaves nothing twice", async () => {
    declare(first);
    const left = new Set(["AppRoles", "NetworkPerimeters", "OAuthClientCertificates"]);
    while (left.size > 0) expect(left.delete((await killedAfter([...left])) ?? "")).toBe(true);
    await again("up");
    expect(await held()).toEqual(declaredBy(first));
  });

  it("after a secret was given does not ask for another one", async () => {
    declare(second);
    await killedAfter(["AppClientSecretRegenerator"]);
    const [given] = await clientSecrets();
    await again("up");
    expect(await held()).toEqual(declaredBy(second));
    expect(await clientSecrets()).toEqual([given, given]);
  });
});
