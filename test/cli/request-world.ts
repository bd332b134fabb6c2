import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { projectIn } from "../../cli/project/project.ts";
import type { Answers } from "../../cli/request/answers/answers.ts";
import type { Prompts } from "../../cli/request/ask/prompts.ts";
import { request } from "../../cli/request/request.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { environmentNames } from "../../manifest/load-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { folderWith } from "../manifest/world.ts";

/** A project in which a client is requested, for the length of a test. */
export interface RequestWorld {
  /** Requests a client, and gives what is printed or, where it is refused, why; the project's folder is left out. */
  ask(given: Answers & { readonly dryRun?: boolean }, prompts?: Prompts): Promise<string>;
  /** All files of the project: path → content. */
  files(): Record<string, string>;
  /** A client as the stack would load it. */
  load(team: string, client: string): ClientManifest | undefined;
  readonly folder: string;
}

/** A manifest as people write them, with comments and an order of its own. */
export const payments = `# yaml-language-server: $schema=../manifest/team.schema.json
team: payments
owner: payments-dev@example.com # the list, not a person

clients:
  # Reads nothing.
  - name: ledger-sync
    grantTypes:   [ client_credentials ]
    access:
      - { service: integration, instance: finance, roles: [ServiceDeveloper] } # granted to the client itself
    # secretVersion: 2
`;

/** What a complete request says about a client of an existing team. */
export const complete: Answers = {
  team: "payments",
  name: "cash-sync",
  description: "Moves cash",
  service: "integration",
  instance: "finance",
  grantType: ["client_credentials"],
  environment: ["dev"],
};

/** A project with the environments dev and test, the team payments, and these files. */
export function requestWorld(files: Readonly<Record<string, string>> = {}): RequestWorld {
  const url = "identityDomain: { url: http://127.0.0.1:8943 }\n";
  const folder = folderWith({
    "environments/dev.yaml": url,
    "environments/test.yaml": url,
    "teams/payments.yaml": payments,
    ...files,
  });
  const ask: RequestWorld["ask"] = async ({ dryRun = false, ...given }, prompts) => {
    const printed: string[] = [];
    const print = (text: string) => printed.push(text);
    try {
      await request({ given, isDryRun: dryRun, project: projectIn(folder), prompts, print });
    } catch (error) {
      printed.push(String(error));
    }
    return printed.join("\n").replaceAll(`${folder}/`, "");
  };
  const load = (team: string, client: string) =>
    loadTeams(join(folder, "teams"), { environments: environmentNames(join(folder, "environments")) })
      .find((one) => one.team === team)
      ?.clients.find(({ name }) => name === client);
  return { ask, load, folder, files: () => filesIn(folder, folder) };
}

function filesIn(folder: string, root: string): Record<string, string> {
  const found = readdirSync(folder).map((name) => join(folder, name));
  return Object.assign(
    {},
    ...found.map((path) =>
      statSync(path).isDirectory() ? filesIn(path, root) : { [relative(root, path)]: readFileSync(path, "utf8") },
    ),
  );
}
