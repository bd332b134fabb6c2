import { describe, expect, it } from "vitest";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { clientsIn } from "../../manifest/keys-and-defaults/in-environment.ts";
import type { TeamManifest } from "../../manifest/keys-and-defaults/team.ts";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import type { Path } from "../../manifest/yaml/position.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { folderWith } from "./world.ts";

const manifest = `team: payments
owner: payments@example.com
clients:
  - name: ledger
    description: Everywhere the same
    grantTypes: [client_credentials]
    access:
      - service: integration
        instance: finance
        roles: [ServiceUser, ServiceInvoker]
      - { app: Orders API, scopes: [orders.read, orders.write] }
    assign: { users: [callan@example.com], groups: [qa] }
    environments:
      dev: {}
      test:
        access: [{ app: Prices API, scopes: [prices] }]
        assign: { groups: [testers] }
  - name: audit
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: people }]
`;

function load(): TeamManifest {
  const [team] = loadTeams(folderWith({ "payments.yaml": manifest }));
  if (!team) throw new Error("no team");
  return team;
}

function clientIn(team: TeamManifest, environment: string, name: string): ClientManifest {
  const client = clientsIn(team, environment).find((candidate) => candidate.name === name);
  if (!client) throw new Error("no client");
  return client;
}

describe("clientsIn", () => {
  it.each([
    ["dev", ["audit", "ledger"]],
    ["test", ["audit", "ledger"]],
    ["prod", ["audit"]],
    ["constructor", ["audit"]],
  ])("returns the clients that exist in %s: %j", (environment, names) => {
    expect(clientsIn(load(), environment).map(({ name }) => name)).toStrictEqual(names);
  });

  it("replaces each key that the environment gives as a whole, and no other key", () => {
    const team = load();
    const { environments: _, ...everywhere } = team.clients[1] as ClientManifest;
    expect(clientIn(team, "dev", "ledger")).toStrictEqual(everywhere);
    expect(clientIn(team, "test", "ledger")).toStrictEqual({
      ...everywhere,
      access: [{ app: "Prices API", scopes: ["prices"], roles: [] }],
      assign: { users: [], groups: ["testers"] },
    });
  });
});

describe("problemAt", () => {
  const team = (): object => load();
  const ledger = (environment: string) => () => clientIn(load(), environment, "ledger");
  const access = (environment: string, index: number) => () => ledger(environment)().access[index] as object;

  it.each<[string, () => object, Path, string]>([
    ["a scope of an access entry", access("dev", 1), ["scopes", 1], "11:50  clients[0].access[1].scopes[1]"],
    ["the app of an access entry", access("dev", 1), ["app"], "11:16  clients[0].access[1].app"],
    ["an app that its service names, at instance", access("dev", 0), ["app"], "9:19  clients[0].access[0].instance"],
    ["a role of an access entry", access("dev", 0), ["roles", 1], "10:30  clients[0].access[0].roles[1]"],
    ["a scope that is not written, at its entry", access("dev", 0), ["scopes", 0], "8:9  clients[0].access[0]"],
    ["an access entry, at itself", access("dev", 0), [], "8:9  clients[0].access[0]"],
    ["a user", ledger("dev"), ["assign", "users", 0], "12:23  clients[0].assign.users[0]"],
    ["a group, from assign itself", () => ledger("dev")().assign, ["groups", 0], "12:53  clients[0].assign.groups[0]"],
    ["a display name that is not written, at its client", ledger("dev"), ["displayName"], "4:5  clients[0]"],
    [
      "the description in an environment that does not replace it, at the client",
      ledger("test"),
      ["description"],
      "5:18  clients[0].description",
    ],
    [
      "a scope of an environment",
      ledger("test"),
      ["access", 0, "scopes", 0],
      "16:46  clients[0].environments.test.access[0].scopes[0]",
    ],
    [
      "a group of an environment",
      ledger("test"),
      ["assign", "groups", 0],
      "17:28  clients[0].environments.test.assign.groups[0]",
    ],
    [
      "a user whom an environment removes, at its assign",
      ledger("test"),
      ["assign", "users", 0],
      "17:17  clients[0].environments.test.assign",
    ],
    ["a client that sorting moved", team, ["clients", 1, "name"], "4:11  clients[0].name"],
    [
      "an app of a client that sorting moved",
      team,
      ["clients", 0, "access", 0, "app"],
      "20:48  clients[1].access[0].instance",
    ],
    ["the team", team, ["team"], "1:7  team"],
  ])("shows a problem with %s", (_, node, path, place) => {
    const problem = problemAt(node(), path, "is wrong");
    expect(renderProblem({ ...problem, file: "f" })).toBe(`f:${place}: is wrong`);
  });

  it("shows a problem with the URL of an environment where it is written", () => {
    const folder = folderWith({ "dev.yaml": "identityDomain:\n  url: http://localhost:1\n" });
    const problem = problemAt(loadEnvironment(folder, "dev"), ["identityDomainUrl"], "does not answer");
    expect(problem).toStrictEqual({
      file: `${folder}/dev.yaml`,
      line: 2,
      column: 8,
      path: "identityDomain.url",
      message: "does not answer",
    });
  });

  it("throws a TypeError for an object that was not read from a file", () => {
    expect(() => problemAt({}, [], "is wrong")).toThrow(
      new TypeError("problemAt: this object was not read from a file"),
    );
  });
});

describe("clientsIn, with data that was not read from a file", () => {
  const plain = () => {
    const [audit] = load().clients;
    return { clients: [{ ...(audit as ClientManifest), environments: { test: { enforceGrants: true } } }] };
  };

  it("omits a client that does not exist in the environment", () => {
    expect(clientsIn(plain(), "dev")).toStrictEqual([]);
  });

  it("replaces the keys that the environment gives", () => {
    expect(clientsIn(plain(), "test").map(({ enforceGrants }) => enforceGrants)).toStrictEqual([true]);
  });
});
