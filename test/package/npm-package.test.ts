import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { startLocalDomain } from "../../local/server.ts";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { withPath } from "./program-world.ts";
import { createPackageWorld, freePort, type PackageWorld } from "./world.ts";

const checkout = join(import.meta.dirname, "../..");

let world: PackageWorld;
beforeAll(async () => {
  world = await createPackageWorld();
});
afterAll(() => world.close());

const idcsApps = (...args: string[]) => world.run("npx", "--no-install", "idcs-apps", ...args);

describe("the packed npm package", () => {
  it("has nothing that Node would have to compile, no tests, and less than 2 MB", () => {
    const toRead = (path: string) => path.startsWith("examples/");
    expect(world.packed.filter((path) => /(?<!\.d)\.(ts|mts|tsx)$/.test(path) && !toRead(path))).toEqual([]);
    const folders = new Set(
      world.packed.map((path) =>
        path
          .split("/")
          .slice(0, path.startsWith("dist/") ? 2 : 1)
          .join("/"),
      ),
    );
    expect([...folders].filter((folder) => /test|bench|teams|node_modules/.test(folder))).toEqual(["dist/teams"]);
    expect(world.size).toBeLessThan(2_000_000);
  });

  it("has every file that a program of it reads next to itself", () => {
    expect(world.packed).toEqual(
      expect.arrayContaining([
        "dist/cli/conformance/local-domain.json",
        "dist/cli/report/page/script.js",
        "dist/cli/report/page/style.css",
        "dist/local/seed/seed.schema.json",
        "dist/manifest/team.schema.json",
        "dist/policy/PulumiPolicy.yaml",
        "dist/provider/pulumi-resource-oci",
        "dist/setup/engine/cli/go.sum",
      ]),
    );
  });
});

describe("the installed package", () => {
  const installed = () => join(world.folder, "node_modules/idcs-apps");
  const imports = () =>
    world.packed
      .filter((path) => /\.m?js$/.test(path) && !path.endsWith("script.js"))
      .flatMap((path) =>
        [
          ...readFileSync(join(installed(), path), "utf8").matchAll(
            /^(?:import|export|\}) ?(?:.* from )?"([^"]+)"|\bimport\("(\.[^"]+)"\)/gm,
          ),
        ].map(([, first = "", second = first]) => ({ path, to: first || second })),
      );

  it("imports only files that it has", () => {
    const relative = imports().filter(({ to }) => to.startsWith("."));
    expect(relative.length).toBeGreaterThan(1_000);
    expect(relative.filter(({ path, to }) => !existsSync(join(installed(), dirname(path), to)))).toEqual([]);
  });

  it("imports only packages that npm installs with it", () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(installed(), "package.json"), "utf8"));
    const known = Object.keys({ ...dependencies, ...peerDependencies });
    const packages = new Set(
      imports()
        .filter(({ to }) => !to.startsWith(".") && !to.startsWith("node:") && !builtinModules.includes(to))
        .map(({ to }) =>
          to
            .split("/")
            .slice(0, to.startsWith("@") ? 2 : 1)
            .join("/"),
        ),
    );
    expect(packages.size).toBeGreaterThan(20);
    expect([...packages].filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("a folder in which only the package is installed", () => {
  it("says how to begin", async () => {
    const { code, error } = await idcsApps("check");
    expect({ code, error }).toEqual({
      code: 1,
      error: expect.stringMatching(/ has no project of idcs-apps: .* `npx idcs-apps init` writes one/),
    });
    expect((await idcsApps("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("becomes a repository by init, and start ends with a token of its first client", async () => {
    const made = await idcsApps("init");
    expect(made).toMatchObject({ code: 0, error: "" });
    const url = `http://127.0.0.1:${await freePort()}`;
    world.write("environments/dev.yaml", world.read("environments/dev.yaml").replace("http://127.0.0.1:8943", url));

    const { code, out, error } = await idcsApps("start");
    expect({ code, error }).toEqual({ code: 0, error: "Created stack 'dev'\n" });
    expect(out).toContain(`local identity domain ${url} (started)`);
    expect(out).toContain("DomainsGrant payments/ledger-sync/OICINST_finance/ServiceDeveloper created");
    expect(out).toContain("token of payments/ledger-sync, valid for 3600 s");
    expect(out).toContain("npx idcs-apps pulumi stack output clientSecrets");
  });

  it("has a stack that plain pulumi up leaves as it is", async () => {
    const { code, out } = await world.run(
      "env",
      "PULUMI_CONFIG_PASSPHRASE=local",
      "pulumi",
      "preview",
      "--stack",
      "dev",
      "--expect-no-changes",
      "--non-interactive",
    );
    expect(out).toMatch(/Resources:\s+5 unchanged/);
    expect(code).toBe(0);
  });

  it("has every command, with Pulumi and the local domain among them, and each names the next one as npx does", async () => {
    const flags = ["--service", "integration", "--instance", "finance", "--role", "ServiceInvoker"];
    const client = ["--name", "stock-sync", "--description", "Reads", "--grant-type", "client_credentials"];
    const said = await idcsApps(
      "request",
      "--team",
      "shop",
      "--owner",
      "s@example.com",
      ...client,
      ...flags,
      "--environment",
      "dev",
    );
    expect(said.out).toContain("  npx idcs-apps check\n");
    expect(await idcsApps("check")).toMatchObject({
      code: 0,
      out: "2 teams with 2 clients, 1 environment: no problems found\n",
    });
    expect((await idcsApps("doctor", "--stack", "dev")).out).toContain(
      "./node_modules/idcs-apps/dist/provider of this project; it starts",
    );
    expect((await idcsApps("--help")).out).toContain("  pulumi [arguments] ");
    expect((await idcsApps("pulumi", "--", "stack", "--show-name")).out).toBe("dev\n");
    expect((await idcsApps("fleet", "status", "--env", "dev")).error).toContain("idcs-apps fleet split --env dev");
    expect(await idcsApps("local-domain", "stop")).toMatchObject({ code: 0 });
  });

  it("has manifests, also new ones, whose schema an editor finds", () => {
    for (const file of ["teams/payments.yaml", "teams/shop.yaml", "environments/dev.yaml"]) {
      const [, schema = ""] = /^# yaml-language-server: \$schema=(.+)$/m.exec(world.read(file)) ?? [];
      expect(existsSync(join(world.folder, dirname(file), schema))).toBe(true);
    }
    const { "yaml.schemas": schemas } = JSON.parse(world.read(".vscode/settings.json"));
    for (const schema of Object.keys(schemas)) expect(existsSync(join(world.folder, schema))).toBe(true);
  });
});

describe("a program of another project", () => {
  it("imports components and the local domain by the package's name", async () => {
    world.write(
      "own.mjs",
      `import * as pulumi from "@pulumi/pulumi";
import { startLocalDomain } from "idcs-apps/local-domain";
pulumi.runtime.setMocks({
  newResource: ({ type, name, inputs }) => ({ id: name, state: { ...inputs, type } }),
  call: () => ({}),
});
const domain = await startLocalDomain();
const { ConfidentialApplication } = await import("idcs-apps/components/confidential-application");
const { nodes } = new ConfidentialApplication("order-import", {
  identityDomainUrl: domain.url,
  displayName: "Orders",
  grantTypes: ["client_credentials"],
});
nodes.app.idcsEndpoint.apply(async (endpoint) => {
  console.log(endpoint === domain.url, (await fetch(domain.url + "/admin/v1/Apps")).status);
  await domain.close();
});
`,
    );
    expect(await world.run("node", "own.mjs")).toEqual({ code: 0, out: "true 401\n", error: "" });
  });

  it("has the package's types", async () => {
    world.write(
      "own.mts",
      `import program from "idcs-apps";
import { ConfidentialApplication } from "idcs-apps/components/confidential-application";
import { startLocalDomain } from "idcs-apps/local-domain";

export const done: Promise<unknown> = program();
const { url } = await startLocalDomain({ port: 0 });
export const { clientId } = new ConfidentialApplication("a", { identityDomainUrl: url, displayName: "A", grantTypes: [] });
// @ts-expect-error: a name is required
new ConfidentialApplication("b", { identityDomainUrl: url, grantTypes: [] });
`,
    );
    const types = join(checkout, "node_modules/@types");
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--skipLibCheck"];
    const compiler = join(checkout, "node_modules/typescript/bin/tsc");
    const said = await world.run("node", compiler, ...options, "--typeRoots", types, "--types", "node", "own.mts");
    expect(said).toEqual({ code: 0, out: "", error: "" });
  });
});

const { yaml } = inject("languages");
const reason = "missing" in yaml ? ` (skipped: ${yaml.missing})` : "";

describe.skipIf(reason)(`a program in YAML that has nothing but the package${reason}`, () => {
  it("adds the component package with pulumi package add, and its client gets a token", async () => {
    if ("missing" in yaml) throw new Error(yaml.missing);
    const domain = await startLocalDomain();
    onTestFinished(() => domain.close());
    const { PATH = "" } = withPath(yaml.path);
    const settings = {
      PATH,
      PULUMI_CONFIG_PASSPHRASE: "local",
      PULUMI_BACKEND_URL: `file://${world.folder}/shop`,
      OCI_CONFIG_FILE: domain.administrator.configFile,
    };
    const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    const pulumi = async (...args: string[]) => {
      const said = await world.run("env", ...variables, "pulumi", "--non-interactive", "-C", "shop", ...args);
      expect(said).toMatchObject({ code: 0 });
      return said.out;
    };
    const dist = "../node_modules/idcs-apps/dist";
    world.write(
      "shop/Pulumi.yaml",
      `name: shop
runtime: yaml
plugins:
  providers: [{ name: idcs-apps, path: ${dist}/package }, { name: oci, path: ${dist}/provider }]
resources:
  ledger-sync:
    type: idcs-apps:Client
    properties:
      identityDomainUrl: ${domain.url}
      team: payments
      owner: payments-dev@example.com
      grantTypes: [client_credentials]
      access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
outputs:
  clientId: \${ledger-sync.clientId}
  clientSecret: \${ledger-sync.clientSecret}
  scope: \${ledger-sync.scope}
  tokenUrl: \${ledger-sync.tokenUrl}
`,
    );
    await pulumi("package", "add", `${dist}/package/pulumi-resource-idcs-apps`);
    await pulumi("stack", "init", "dev");
    await pulumi("up", "--yes", "--skip-preview");
    const { accessToken } = await requestClientToken(
      JSON.parse(await pulumi("stack", "output", "--json", "--show-secrets")),
    );
    expect(accessToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});
