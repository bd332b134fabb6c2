import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "../../cli/check.ts";
import { folderWith } from "../manifest/world.ts";

const environments = {
  "environments/dev.yaml": "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n",
  "environments/test.yaml": "identityDomain: { url: https://idcs-2.identity.oraclecloud.com }\ndeletion: direct\n",
};
const client = (name: string, more = "") =>
  `  - { name: ${name}, grantTypes: [client_credentials], access: []${more && `, ${more}`} }\n`;
const team = (name: string, clients: string, more = "") =>
  `team: ${name}\nowner: ${name}@example.com\nclients:${clients === "" ? " []" : `\n${clients}`}\n${more}`;
const api = "resourceApplications: [{ name: api, audience: 'https://shop.example.com/', scopes: [{ value: read }] }]\n";

function git(folder: string, ...args: string[]): void {
  const { status, stderr } = spawnSync("git", [
    ...["-C", folder, "-c", "user.name=Ann", "-c", "user.email=ann@example.com", ...args],
  ]);
  if (status !== 0) throw new Error(String(stderr));
}

/** A project whose manifests are committed. */
function committed(teams: Record<string, string>, inRepository = ""): string {
  const repository = folderWith(
    Object.fromEntries(
      Object.entries({ ...environments, ...teams }).map(([file, text]) => [join(inRepository, file), text]),
    ),
  );
  git(repository, "init", "--quiet");
  git(repository, "add", ".");
  git(repository, "commit", "--quiet", "--message", "first");
  return join(repository, inRepository);
}

/** The warnings of `check`, without what is the same in all. */
function warnings(folder: string, base?: string): string[] {
  const [, ...lines] = check(folder, base === undefined ? {} : { base }).split("\n");
  return lines.filter((line) => line !== "" && line !== "Warnings:").map((line) => line.replaceAll(folder, "here"));
}

const lost = "its application, its client ID and its client secret, and no program can use them again";

describe("check in a git repository", () => {
  it("refuses a revision that does not exist, and folders outside of a repository", () => {
    const message =
      '--base: there is no revision "origin/main" in a git repository of this folder. In a pipeline, fetch it first: git fetch origin <branch>.';
    const teams = { "teams/shop.yaml": team("shop", "") };
    for (const folder of [committed(teams), folderWith({ ...environments, ...teams })])
      expect(() => check(folder, { base: "origin/main" })).toThrow(message);
  });

  it("compares with a revision whose approvers are those of its CODEOWNERS", () => {
    const folder = committed({
      "environments/test.yaml": `${environments["environments/test.yaml"]}rules: { approvers: codeowners }\n`,
      CODEOWNERS: "/environments/ @example/security\n",
      "teams/shop.yaml": team("shop", client("robot")),
    });
    writeFileSync(join(folder, "teams/shop.yaml"), team("shop", ""));
    expect(warnings(folder)).toEqual([expect.stringContaining('"shop/robot" is gone')]);
  });

  it("warns of clients, APIs and a team that are gone since HEAD", () => {
    const folder = committed({
      "teams/shop.yaml": team("shop", client("robot") + client("old"), api),
      "teams/sales.yaml": team("sales", client("crm")),
    });
    writeFileSync(join(folder, "teams/shop.yaml"), team("shop", client("robot")));
    rmSync(join(folder, "teams/sales.yaml"));
    expect(warnings(folder)).toEqual([
      `here/teams/sales.yaml  "sales/crm" is gone since HEAD: \`pulumi up\` deletes ${lost}. If its team has a stack of its own, it stays until \`idcs-apps fleet destroy\` or \`pulumi destroy\`. To keep it, put its entry back; if it has a new name, add \`was: sales/crm\` to the new entry.`,
      'here/teams/shop.yaml:1:1  "shop/api" is gone since HEAD: `pulumi up` deletes its application, its scopes and its app roles, and clients lose their access to it. To keep it, put its entry back; if it has a new name, add `was: shop/api` to the new entry.',
      `here/teams/shop.yaml:3:1  clients: "shop/old" is gone since HEAD: \`pulumi up\` deletes ${lost}. To keep it, put its entry back; if it has a new name, add \`was: shop/old\` to the new entry.`,
    ]);
  });

  it("warns of a rename without `was` where `was` is to be written: of a client, and of a team", () => {
    const folder = committed({ "teams/shop.yaml": team("shop", client("robot")) });
    const renamed = (name: string, former: string) =>
      `clients[0].name: "shop/robot" is gone since HEAD: \`pulumi up\` deletes ${lost}. It creates another application for ${JSON.stringify(name)}, which is new. If ${JSON.stringify(name)} is the same client under a new name, add \`was: ${former}\` here: it then keeps them.`;
    writeFileSync(join(folder, "teams/shop.yaml"), team("shop", client("android")));
    expect(warnings(folder)).toEqual([`here/teams/shop.yaml:4:13  ${renamed("shop/android", "robot")}`]);
    writeFileSync(join(folder, "teams/shop.yaml"), team("store", client("robot")));
    expect(warnings(folder)).toEqual([`here/teams/shop.yaml:4:13  ${renamed("store/robot", "shop/robot")}`]);
    for (const was of ["shop/robot", "[shop/robot]"]) {
      writeFileSync(join(folder, "teams/shop.yaml"), team("store", client("android", `was: ${was}`)));
      expect(warnings(folder)).toEqual([]);
    }
    writeFileSync(join(folder, "teams/shop.yaml"), team("shop", client("android", "was: robot")));
    expect(warnings(folder)).toEqual([]);
  });

  it("takes a client that adopts an application for a renamed one only if the former one has adopted the same", () => {
    const folder = committed({ "teams/shop.yaml": team("shop", client("robot", "adopt: Robot")) });
    const shop = (adopt: string) => {
      writeFileSync(join(folder, "teams/shop.yaml"), team("shop", client("android", `adopt: ${adopt}`)));
      return warnings(folder);
    };
    expect(shop("Android")).toEqual([expect.stringContaining('clients: "shop/robot" is gone since HEAD')]);
    expect(shop("Robot")).toEqual([expect.stringContaining("add `was: robot` here")]);
  });

  it("warns of an environment that a client loses, and of a client ID that it cannot get any more", () => {
    const folder = committed({ "teams/shop.yaml": team("shop", client("robot") + client("second", "clientId: two")) });
    writeFileSync(
      join(folder, "teams/shop.yaml"),
      team("shop", client("robot", "environments: { dev: {} }, clientId: robot_2") + client("second", "clientId: 2nd")),
    );
    const fixed =
      "It has no effect where the client already exists, because the client ID of an existing client cannot change.";
    const another =
      "For another client ID, declare another client next to this one, and remove this one once nothing uses it.";
    expect(warnings(folder)).toEqual([
      `here/teams/shop.yaml:4:80  clients[0].environments: "shop/robot" is no longer in the environment "test" since HEAD: \`pulumi up\` deletes ${lost} there. To keep it there, list the environment.`,
      `here/teams/shop.yaml:4:103  clients[0].clientId: "robot_2" is another client ID than at HEAD. ${fixed} Put the earlier state back. ${another}`,
      `here/teams/shop.yaml:5:77  clients[1].clientId: "2nd" is another client ID than at HEAD. ${fixed} Put "two" back. ${another}`,
    ]);
    writeFileSync(
      join(folder, "teams/shop.yaml"),
      team("shop", client("robot", "clientId: shop_robot_dev") + client("second", "clientId: two")),
    );
    expect(warnings(folder)).toEqual([]);
  });

  it("says which environments refuse it, because it is not retired there", () => {
    const teams = {
      "environments/prod.yaml": "identityDomain: { url: https://idcs-3.identity.oraclecloud.com }\n",
      "environments/stage.yaml": "identityDomain: { url: https://idcs-4.identity.oraclecloud.com }\n",
      "teams/shop.yaml": team(
        "shop",
        client("robot") +
          client("retired", "state: retired") +
          client("half", "environments: { dev: {}, prod: { state: retired }, stage: {} }") +
          client("local", "environments: { dev: {} }") +
          client("fewer"),
      ),
    };
    const folder = committed(teams);
    writeFileSync(
      join(folder, "teams/shop.yaml"),
      team("shop", client("fewer", "environments: { dev: {}, test: {} }")),
    );
    const why = "because it is not retired there (docs/retire.md)";
    const gone = (name: string, what: string) =>
      `here/teams/shop.yaml:3:1  clients: "shop/${name}" is gone since HEAD: ${what} To keep it, put its entry back; if it has a new name, add \`was: shop/${name}\` to the new entry.`;
    expect(warnings(folder)).toEqual([
      gone("robot", `\`pulumi up\` deletes ${lost}, in "dev", "test". In "prod", "stage", it refuses that, ${why}.`),
      gone("retired", `\`pulumi up\` deletes ${lost}.`),
      gone("half", `\`pulumi up\` deletes ${lost}, in "dev", "prod". In "stage", it refuses that, ${why}.`),
      gone("local", `\`pulumi up\` deletes ${lost}.`),
      `here/teams/shop.yaml:4:80  clients[0].environments: "shop/fewer" is no longer in the environment "prod", "stage" since HEAD: in "prod", "stage", \`pulumi up\` refuses to delete it, ${why}. To keep it there, list the environment.`,
    ]);
  });

  it("says nothing of a file that is renamed or moved into a sub-folder, also if the project is a part of the repository", () => {
    const folder = committed(
      { "teams/shop.yaml": team("shop", client("robot")), "teams/sales.yaml": team("sales", client("crm")) },
      "apps",
    );
    mkdirSync(join(folder, "teams/emea"));
    renameSync(join(folder, "teams/sales.yaml"), join(folder, "teams/emea/sales-team.yaml"));
    expect(warnings(folder)).toEqual([]);
    writeFileSync(join(folder, "teams/emea/sales-team.yaml"), team("sales", ""));
    expect(warnings(folder)).toEqual([
      expect.stringMatching(/^here\/teams\/emea\/sales-team\.yaml:3:1 {2}clients: "sales\/crm" is gone since HEAD: /),
    ]);
  });

  it("compares with another revision, whatever is committed since, and passes over broken files and links of it", () => {
    const folder = committed({ "teams/shop.yaml": team("shop", client("robot")), "teams/broken.yaml": "team: [\n" });
    symlinkSync("/etc/passwd", join(folder, "teams/link.yaml"));
    git(folder, "add", ".");
    git(folder, "commit", "--quiet", "--message", "second");
    git(folder, "tag", "release");
    rmSync(join(folder, "teams/link.yaml"));
    rmSync(join(folder, "teams/broken.yaml"));
    writeFileSync(join(folder, "teams/shop.yaml"), team("shop", ""));
    git(folder, "commit", "--quiet", "--all", "--message", "third");
    expect(warnings(folder)).toEqual([]);
    expect(warnings(folder, "release")).toEqual([
      `here/teams/shop.yaml:3:1  clients: "shop/robot" is gone since release: \`pulumi up\` deletes ${lost}. To keep it, put its entry back; if it has a new name, add \`was: shop/robot\` to the new entry.`,
    ]);
  });
});
