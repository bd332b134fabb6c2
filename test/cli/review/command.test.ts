import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { schema } from "../../../cli/review/json.ts";
import { catalogOf, client, repositoryWith, shopDomain, team } from "./world.ts";

const checkout = resolve(import.meta.dirname, "../../..");

/** Fails if the process opens a connection or asks for an address. */
const noNetwork = `data:text/javascript,${encodeURIComponent(`
  import net from "node:net"; import dns from "node:dns"; import { syncBuiltinESMExports } from "node:module";
  const refuse = () => { console.error("NETWORK"); process.exit(9); };
  net.Socket.prototype.connect = refuse; dns.lookup = refuse; dns.promises.lookup = refuse; syncBuiltinESMExports();
`)}`;

/** Runs the command as a pipeline would: with PATH alone, and a home that is empty. */
function run(root: string, args: readonly string[]) {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", noNetwork, join(checkout, "cli/main.ts"), "review", "--base", "main", "--head", "pr", ...args],
    {
      cwd: root,
      encoding: "utf8",
      env: { PATH: [dirname(process.execPath), "/usr/bin", "/bin"].join(":"), HOME: home },
    },
  );
  return { status, stdout, stderr };
}

const shop = "teams/shop.yaml";

describe("idcs-apps review", () => {
  it("needs no key, no state, no passphrase, no engine and no connection: with a catalogue it ends with 0, and writes its files", () => {
    const root = repositoryWith(
      { [shop]: team("shop", []) },
      {
        [shop]: team("shop", [
          client("robot", "access: [{ app: Shop API, scopes: [read] }], environments: { dev: {} }"),
        ]),
      },
    );
    const file = catalogOf(shopDomain).get("dev");
    const { status, stdout, stderr } = run(root, [
      "--catalog",
      `dev=${file}`,
      "--json",
      "--markdown",
      "comment.md",
      "--sarif",
      "review.sarif",
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(schema.parse(JSON.parse(stdout)).changes[0]?.changes).toContainEqual({
      aspect: "scopes",
      added: ["https://shop.example.com/read (Shop API)"],
      removed: [],
    });
    expect(readFileSync(join(root, "comment.md"), "utf8")).toContain("shop/robot");
    expect(JSON.parse(readFileSync(join(root, "review.sarif"), "utf8"))).toMatchObject({
      version: "2.1.0",
      runs: [{ results: [] }],
    });
  });

  it("ends with 2 for a pull request that is refused, and annotates its files", () => {
    const root = repositoryWith(
      { [shop]: team("shop", []) },
      { [shop]: team("shop", ["name: robot, grantTypes: [nonsense], access: []"]) },
    );
    const { status, stdout } = run(root, ["--github"]);
    expect(status).toBe(2);
    expect(stdout).toMatch(
      /^::error file=teams\/shop\.yaml,line=4,col=\d+,title=idcs-apps%3A manifest::clients\[0\]\.grantTypes\[0\]: "nonsense" is not/m,
    );
  });

  it("ends with 1 for a revision that does not exist", () => {
    const { status, stderr } = run(repositoryWith({ [shop]: team("shop", []) }, {}), ["--base", "nowhere"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('--base: there is no revision "nowhere"')]);
  });
});
