import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AdoptOptions, adopt } from "../../cli/adopt/adopt.ts";
import type { RunningLocalDomain } from "../../local/server.ts";
import { folderWith } from "../manifest/world.ts";
import { environmentOf, oddDomain } from "./adopt-world.ts";

let local: RunningLocalDomain;
beforeAll(async () => {
  local = await oddDomain();
});
afterAll(() => local?.close());

function project(files: Readonly<Record<string, string>> = {}): string {
  return folderWith({
    "Pulumi.yaml": "name: idcs-apps\n",
    "environments/dev.yaml": `identityDomain: { url: "${local.url}" }\nallowedDomainRoles: [User Administrator]\n`,
    ...files,
  });
}

async function run(folder: string, options: Partial<AdoptOptions>) {
  const printed: string[] = [];
  const warned: string[] = [];
  const isComplete = await adopt({
    folder,
    names: [],
    environment: "dev",
    env: environmentOf(local),
    print: (text) => printed.push(text),
    warn: (text) => warned.push(text),
    ...options,
  });
  return { isComplete, printed: printed.join("\n"), warned: warned.join("\n") };
}

describe("adopt", () => {
  it("dumps", async () => {
    const folder = project();
    const result = await run(folder, { all: true, team: "orders", owner: "orders@example.com" });
    console.log(result.printed, "\n---\n", result.warned);
    console.log(readFileSync(join(folder, "teams/orders.yaml"), "utf8"), readdirSync(join(folder, "teams")));
  });
});
