import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { comparableState, comparableWrites, lookUps } from "./comparable.ts";
import type { Language } from "./languages.ts";
import {
  goSettings,
  installSdk,
  type ProgramWorld,
  type Ran,
  startProgramWorld,
  withPath,
  writeSdk,
} from "./program-world.ts";

// The same client by a manifest and by each program of examples/package, one after the other in one domain.
const manifest = `
team: payments
owner: payments-dev@example.com
clients:
  - name: ledger-sync
    description: Posts the nightly ledger to Oracle Integration
    grantTypes: [client_credentials]
    access:
      - { service: integration, instance: finance, roles: [ServiceDeveloper] }
    enforceGrants: true
    assign: { groups: [integration-testers] }
    tags: { cost-center: "4711" }
`;

const languages = inject("languages");
const generator = inject("sdkGenerator");

/** What a program needs before `pulumi up`, by language. @returns the environment that it is run in */
const prepare = {
  yaml: async ({ path }: Language) => withPath(path),
  python: async ({ path: [bin = "", ...host] }: Language, folder: string) => {
    await writeSdk(generator, "python", folder);
    return withPath([await installSdk(bin, folder), ...host]);
  },
  go: async ({ path }: Language, folder: string) => {
    await writeSdk(generator, "go", folder);
    return withPath(path, await goSettings());
  },
};

let world: ProgramWorld;
let expected: Ran;
let expectedEnd: Ran["requests"];

beforeAll(async () => {
  world = await startProgramWorld(manifest);
  expected = await world.up(".");
  expectedEnd = await world.destroy(".");
});
afterAll(() => world?.close());

async function statusWithToken({ outputs }: Ran): Promise<number> {
  const { clientId, clientSecret, scope, tokenUrl } = outputs as Record<string, string>;
  const { accessToken } = await requestClientToken({
    clientId: clientId ?? "",
    clientSecret: clientSecret ?? "",
    scope: scope ?? "",
    tokenUrl: tokenUrl?.replace(world.proxy.url, world.domain.url) ?? "",
  });
  const { status } = await fetch(`${world.domain.url}/ic/api/integration/v1/integrations?integrationInstance=finance`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return status;
}

describe.each(["yaml", "python", "go"] as const)("the program in examples/package/%s", (name) => {
  const language = languages[name];
  const missing = [language, ...(name === "yaml" ? [] : [generator])].find((part) => "missing" in part);
  const reason = missing && "missing" in missing ? ` (skipped: ${missing.missing})` : "";

  describe.skipIf(reason)(`compared with a manifest${reason}`, () => {
    let ran: Ran;
    let status: number;
    let end: Ran["requests"];
    beforeAll(async () => {
      if ("missing" in language) throw new Error(language.missing);
      const env = await prepare[name](language, world.folderOf(name));
      ran = await world.up(name, env);
      status = await statusWithToken(ran);
      end = await world.destroy(name, env);
    });

    it("sends the same requests", () => {
      expect(comparableWrites(ran.requests, ran)).toEqual(comparableWrites(expected.requests, expected));
      expect(comparableWrites(expected.requests, expected)).toHaveLength(3);
    });

    it("looks up the names with one request for each kind, and nothing that only manifests need", () => {
      expect(lookUps(ran.requests)).toEqual({ Apps: 1, AppRoles: 1, Groups: 1 });
    });

    it("leaves the same state", () => {
      expect(comparableState(ran)).toEqual(comparableState(expected));
    });

    it("shows the secret only where secrets are asked for", () => {
      expect(ran.output).toMatch(/clientSecret: \[secret\]/);
      expect(ran.output).not.toContain(ran.outputs.clientSecret);
    });

    it("gets a token that Oracle Integration accepts", () => {
      expect(status).toBe(200);
    });

    it("writes nothing in a second run", () => {
      expect(comparableWrites(ran.again, ran)).toEqual([]);
    });

    it("destroys it with the same requests", () => {
      expect(comparableWrites(end, ran)).toEqual(comparableWrites(expectedEnd, expected));
    });
  });
});
