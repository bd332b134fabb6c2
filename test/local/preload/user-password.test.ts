import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startLocalDomain } from "../../../local/server.ts";
import { clientBody, financeScope, openWorld, type World } from "../world.ts";

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function canSignIn(world: World, username: string, password: string): Promise<boolean> {
  const body = clientBody({
    displayName: `client ${username}`,
    allowedGrants: ["password"],
    allowedScopes: [{ fqs: financeScope }],
  });
  const { name, clientSecret } = (await world.admin("POST", "/admin/v1/Apps", body)).body;
  const parameters = { grant_type: "password", username, password, scope: financeScope };
  return (await world.token(name, clientSecret, parameters)).status === 200;
}

describe("the users that exist from the start", () => {
  it("cannot sign in without a password", async () => {
    const world = await openWorld();
    expect(await canSignIn(world, "mia@example.com", "undefined")).toBe(false);
    expect(await canSignIn(world, "callan@example.com", " ")).toBe(false);
  });

  it("have the password that the domain was created with", async () => {
    const world = await openWorld({ userPassword: "open sesame" });
    for (const name of ["ana.admin", "callan", "bjensen", "mia"]) {
      expect(await canSignIn(world, `${name}@example.com`, "open sesame")).toBe(true);
    }
  });
});

describe("the password of a data folder", () => {
  it("is random, readable for its owner only, the same at each start, and in no other file", async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), "local-domain-test-"));
    folders.push(dataFolder);
    const first = await startLocalDomain({ dataFolder });
    await first.close();
    const second = await startLocalDomain({ dataFolder });
    await second.close();
    const path = join(dataFolder, "user-password");
    expect(first.userPassword).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(second.userPassword).toBe(first.userPassword);
    expect(await readFile(path, "utf8")).toBe(`${first.userPassword}\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const file of ["oci-config", "domain.lmdb"]) {
      expect(await readFile(join(dataFolder, file), "latin1")).not.toContain(first.userPassword);
    }
    const other = await startLocalDomain();
    await other.close();
    expect(other.userPassword).not.toBe(first.userPassword);
  });
});
