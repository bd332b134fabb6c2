import { rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { createWorld, outputOf, type World } from "../stack/world.ts";
import { startGitHost } from "./git-host.ts";
import { type NodeHost, startNodeHost } from "./node-host.ts";
import { withPath } from "./program-world.ts";

const checkout = resolve(import.meta.dirname, "..", "..");

const { yaml } = inject("languages");
const reason = "missing" in yaml ? ` (skipped: ${yaml.missing})` : "";

/** What the package consists of. */
const ofThePackage = ["package", "package.js", "package.json", "components", "manifest", "naming", "wording"];

/** A program that knows only the package's name; where it is comes from `pulumi package add`. */
const program = (url: string) => `name: shop
runtime: yaml
plugins: { providers: [{ name: oci, path: ../provider }] }
resources:
  ledger-sync:
    type: idcs-apps:Client
    properties:
      identityDomainUrl: ${url}
      team: payments
      owner: payments-dev@example.com
      grantTypes: [client_credentials]
      access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
outputs:
  clientId: \${ledger-sync.clientId}
  clientSecret: \${ledger-sync.clientSecret}
  scope: \${ledger-sync.scope}
  tokenUrl: \${ledger-sync.tokenUrl}
`;

describe.skipIf(reason)(`pulumi package add in a program in YAML${reason}`, () => {
  let world: World;
  let host: NodeHost;
  let runWith: (env: NodeJS.ProcessEnv, ...args: string[]) => Promise<string>;
  const run = (...args: string[]) => runWith({}, ...args);

  beforeAll(async () => {
    if ("missing" in yaml) throw new Error(yaml.missing);
    world = await createWorld({});
    const project = join(world.folder, "project", "shop");
    host = await startNodeHost(project);
    const env = { ...withPath(yaml.path), ...host.env };
    runWith = async (more, ...args) => {
      const initial = args[1] === "init" ? { PULUMI_STACK: undefined } : {};
      return outputOf(await world.pulumiWith({ ...env, ...more, ...initial }, ...args, "-C", project));
    };
    // Above the folder of Pulumi's plugins: what `npm install` would put into a clone.
    symlinkSync(join(checkout, "node_modules"), join(world.folder, "home", "node_modules"));
  });
  afterAll(async () => {
    host?.close();
    await world?.close();
  });

  it("refuses a folder without a package", async () => {
    world.write("shop/Pulumi.yaml", program(world.domain.url));
    await expect(run("package", "add", "../manifest")).rejects.toThrow("PulumiPlugin");
  });

  it("adds the package's folder, which the language host starts, and the program gets a token", async () => {
    world.write("shop/Pulumi.yaml", program(world.domain.url));
    await run("package", "add", "../package");
    expect(host.started.map((folder) => folder.split("/").at(-1))).toEqual(["package"]);
    expect(parse(world.read("shop/Pulumi.yaml")).packages).toEqual({ "idcs-apps": "../package" });

    await run("stack", "init", "dev");
    for (const name of ["tenancyOcid", "userOcid", "privateKeyPath", "region"]) {
      const value = parse(world.read("Pulumi.dev.yaml")).config[`oci:${name}`];
      await run("config", "set", `oci:${name}`, value);
    }
    await run("up", "--yes", "--skip-preview");
    const outputs = JSON.parse(await run("stack", "output", "--json", "--show-secrets"));
    const { accessToken } = await requestClientToken(outputs);
    expect(accessToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it("adds the package from a repository, by the commit, and the client stays as it is", async () => {
    const git = await startGitHost(checkout, ofThePackage);
    try {
      // What was added from the folder has the same name, and another version.
      rmSync(join(world.folder, "project", "shop", "sdks"), { recursive: true });
      world.write("shop/Pulumi.yaml", program(world.domain.url));
      await runWith(git.env, "package", "add", `${git.url}/package`);
      const source = `${git.url.replace("https://", "")}/package@${git.commit}`;
      expect(parse(world.read("shop/Pulumi.yaml")).packages).toEqual({ "idcs-apps": source });
      await runWith(git.env, "preview", "--expect-no-changes");
      expect(host.started.at(-1)).toContain(git.commit);
    } finally {
      git.close();
    }
  });

  it("adds the package's executable by the package's name, which needs its folder in `plugins`", async () => {
    const withFolder = program(world.domain.url).replace(
      "providers: [",
      "providers: [{ name: idcs-apps, path: ../package }, ",
    );
    world.write("shop/Pulumi.yaml", withFolder);
    await run("package", "add", "../package/pulumi-resource-idcs-apps");
    expect(parse(world.read("shop/Pulumi.yaml")).packages).toEqual({ "idcs-apps": "idcs-apps@0.1.0" });
    await run("preview", "--expect-no-changes");
  });
});
