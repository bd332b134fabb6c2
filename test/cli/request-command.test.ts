import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flags } from "../../cli/request/answers/flags.ts";
import { requestWorld } from "./request-world.ts";

const checkout = join(import.meta.dirname, "../..");
const ledgerPem = join(checkout, "test/manifest/valid/everything/ledger.pem");

describe("npm run idcs-apps -- request", () => {
  it("accepts every flag, and repeatable flags several times", () => {
    const { folder, load } = requestWorld();
    const words = `--team billing --owner billing@example.com --name cash-sync --description Cash --service integration
      --instance finance --apis developer --grant-type Refresh-Token --flow authorization-code
      --redirect-url https://a.example.com/ --redirect-url https://b.example.com/ --integration-callback oic.example.com
      --environment dev --environment test --client-type trusted --certificate ${ledgerPem} --role ServiceUser
      --role ServiceInvoker --enforce-grants --assign-user ann --assign-user bob --assign-group qa --assign-group ops`;
    expect(idcsApps(folder, "request", ...words.split(/\s+/))).toMatchObject({ status: 0, stderr: "" });
    expect(load("billing", "cash-sync")).toMatchObject({
      description: "Cash",
      clientType: "trusted",
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUrls: [
        "https://a.example.com/",
        "https://b.example.com/",
        "https://oic.example.com/icsapis/agent/oauth/callback",
      ],
      access: [{ app: "OICINST_finance", scopes: ["/ic/api/"], roles: ["ServiceUser", "ServiceInvoker"] }],
      certificates: [{ expires: "2120-01-01T00:00:00.000Z" }],
      enforceGrants: true,
      assign: { users: ["ann", "bob"], groups: ["qa", "ops"] },
      environments: { dev: {}, test: {} },
    });
    expect(idcsApps(folder, "check")).toMatchObject({ status: 0 });
  });

  it("prints nothing but the manifest in a dry run", () => {
    const { folder, files } = requestWorld({
      "teams/payments.yaml": "team: payments\nowner: p@example.com\nclients: []\n",
    });
    const before = files();
    const words =
      "request --dry-run --team payments --name a --description b --scope https://a.example.com/b --flow password --environment all";
    expect(idcsApps(folder, ...words.split(" "))).toEqual({
      status: 0,
      stderr: "",
      stdout: `team: payments
owner: p@example.com
clients:
  - name: a
    description: b
    grantTypes: [password]
    access:
      - scopes: [https://a.example.com/b]
`,
    });
    expect(files()).toEqual(before);
  });

  it("prints a command with which a shell repeats the request", () => {
    const { folder } = requestWorld();
    const odd = [
      "--team",
      "payments",
      "--description",
      `It's "cash" $HOME \\ * <now>`,
      "--assign-group",
      "A B",
      "--enforce-grants",
    ];
    const { status, stderr } = idcsApps(folder, "request", ...odd);
    expect(status).toBe(1);
    const command = stderr.split("\n").at(-2)?.trim() ?? "";
    const words = command
      .replace(/ (--[a-z-]+) <[a-z-]+>/g, "")
      .replace("npm run idcs-apps -- request", "printf '%s\\n'");
    expect(spawnSync("sh", ["-c", words], { encoding: "utf8" }).stdout.trimEnd().split("\n")).toEqual([
      ...odd.slice(0, 4),
      "--enforce-grants",
      ...odd.slice(4, 6),
    ]);
  });

  it("describes every flag in its help", () => {
    const docs = readFileSync(join(checkout, "docs/request.md"), "utf8");
    const described = [...docs.matchAll(/`(--[a-z-]+)[ `]/g)].map(([, flag]) => flag);
    expect(Object.values(flags).filter(({ name }) => !described.includes(name))).toEqual([]);
  });
});

/** Runs the command in a project's folder, without a terminal. */
function idcsApps(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(checkout, "cli/main.ts"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH },
  });
  return { status, stdout, stderr };
}
