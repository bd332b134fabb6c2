import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf } from "../stack/administrator.ts";
import { createWorld, type World } from "../stack/world.ts";
import { declaredBy, heldBy, manifestOf } from "./expected.ts";
import { type FaultProxy, faults, type Seen, startFaultProxy } from "./fault-proxy.ts";

// Every request of every operation meets a fault, each kind of fault in turn; then the same command runs again without
// faults, and the domain must hold exactly what the manifest declares.

const clients = 12;
let world: World;
let proxy: FaultProxy;
let administrator: IdentityDomain;

beforeAll(async () => {
  world = await createWorld({});
  proxy = await startFaultProxy(() => world.domain.url);
  world.write("environments/dev.yaml", `identityDomain: { url: "${proxy.url}" }\n`);
  administrator = await administratorOf(world.domain);
});
afterAll(async () => {
  console.log(`faults injected into requests: ${proxy?.injected}`);
  await proxy?.close();
  await world?.close();
});

/** What a request asks for, whatever its attempt. */
function identityOf({ method, path, body }: Seen): string {
  return `${method} ${path} ${body}`;
}

/** Lets the first attempt of each writing request fail, with kinds of faults that begin at `first` and go round. */
function failEachOnce(first: number, isMeant: (seen: Seen) => boolean): void {
  const met = new Set<string>();
  proxy.follow({
    fault: (seen) => {
      const identity = identityOf(seen);
      if (!isMeant(seen) || met.has(identity)) return undefined;
      met.add(identity);
      return faults[(first + met.size) % faults.length];
    },
  });
}

const isWrite = ({ method }: Seen) => method !== "GET";

async function declare(manifest: string, ...args: string[]): Promise<void> {
  world.write("teams/faults.yaml", manifest);
  await world.pulumi("up", "--yes", "--skip-preview", "--continue-on-error", ...args);
  await proxy.idle();
  proxy.follow({});
  const { code, output } = await world.pulumi("up", "--yes", "--skip-preview");
  expect({ code, output }).toMatchObject({ code: 0 });
}

// Each rotation meets every request with another kind; FAULTS=all takes all six, two are enough for every day.
const rotations = process.env.FAULTS === "all" ? faults.map((_, first) => first) : [0, 3];

describe.each(rotations)("after faults of rotation %i", (first) => {
  it("in creating, the domain holds what is declared", async () => {
    const before = proxy.injected;
    failEachOnce(first, isWrite);
    await declare(manifestOf(clients));
    expect(proxy.injected - before).toBeGreaterThanOrEqual(clients);
    expect(await heldBy(administrator)).toEqual(declaredBy(clients));
  });

  it("in updating, the domain holds what is declared", async () => {
    failEachOnce(first, isWrite);
    await declare(manifestOf(clients, { description: "second" }));
    expect(await heldBy(administrator)).toEqual(declaredBy(clients, { description: "second" }));
  });

  it("in replacing assignments, the domain holds what is declared", async () => {
    failEachOnce(first, isWrite);
    const changed = { description: "second", roles: ["ServiceDeveloper", "ServiceMonitor"] };
    await declare(manifestOf(clients, changed));
    expect(await heldBy(administrator)).toEqual(declaredBy(clients, changed));
  });

  it("in replacing an application, the domain holds what is declared", async () => {
    failEachOnce(first, isWrite);
    const changed = { description: "second", roles: ["ServiceDeveloper", "ServiceMonitor"] };
    const urn =
      "urn:pulumi:dev::idcs-apps::idcs-apps:index:Team$idcs-apps:index:ConfidentialApplication$oci:Identity/domainsApp:DomainsApp::faults/client-0";
    await declare(manifestOf(clients, changed), "--replace", urn);
    expect(await heldBy(administrator)).toEqual(declaredBy(clients, changed));
  });

  it("in refreshing, nothing is lost", async () => {
    failEachOnce(first, () => true);
    const changed = { description: "second", roles: ["ServiceDeveloper", "ServiceMonitor"] };
    await world.pulumi("refresh", "--yes", "--skip-preview");
    await declare(manifestOf(clients, changed));
    expect(await heldBy(administrator)).toEqual(declaredBy(clients, changed));
  });

  it("in destroying, nothing is left", async () => {
    failEachOnce(first, isWrite);
    await world.pulumi("destroy", "--yes", "--skip-preview", "--continue-on-error");
    await proxy.idle();
    proxy.follow({});
    const { code, output } = await world.pulumi("destroy", "--yes", "--skip-preview");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(await heldBy(administrator)).toEqual([]);
  });
});
