import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { folderWith } from "./world.ts";

const everything = join(import.meta.dirname, "valid/everything");
const manifest = readFileSync(join(everything, "payments.yaml"), "utf8");
const environment = readFileSync(join(import.meta.dirname, "valid-environments/everything.yaml"), "utf8");

/** The manifest of four teams, each with names, audiences and client IDs of its own. */
const files = ["payments", "shop", "web", "zebra"].map((team) =>
  manifest
    .replaceAll("payments", team)
    .replace("alias: portal", `alias: ${team}`)
    .replace("billing/audit", `billing/audit-of-${team}`)
    .replace("Payments_Ledger_2", `${team}_ledger`)
    .replace("displayName: Orders API", `displayName: Orders API of ${team}`)
    .replace("displayName: Ledger", `displayName: Ledger of ${team}`)
    .replaceAll("https://orders.", `https://${team}.orders.`),
);

const seeds = Array.from({ length: 10 }, (_, seed) => seed + 1);

describe("The order of keys and files", () => {
  test.each(seeds)("changes nothing in teams (shuffle %i)", (seed) => {
    const random = randomNumbers(seed);
    const names = shuffled(["a.yaml", "b.yaml", "c.yml", "d.yaml"], random);
    const mixed = files.map((text, index): [string, string] => [
      names[index] ?? "",
      stringify(shuffledKeys(parse(text, { merge: true }), random), { aliasDuplicateObjects: false }),
    ]);
    expect(plainTeams(mixed)).toBe(plainTeams(files.map((text, index) => [`${index}.yaml`, text])));
  });

  test.each(seeds)("changes nothing in an environment (shuffle %i)", (seed) => {
    const mixed = stringify(shuffledKeys(parse(environment), randomNumbers(seed)));
    expect(plainEnvironment(mixed)).toBe(plainEnvironment(environment));
  });

  test("of clients and resource applications changes nothing", () => {
    const { clients, resourceApplications, ...rest } = parse(manifest);
    const reversed = stringify({
      ...rest,
      clients: clients.toReversed(),
      resourceApplications: resourceApplications.toReversed(),
    });
    expect(plainTeams([["a.yaml", reversed]])).toBe(plainTeams([["a.yaml", manifest]]));
  });

  test("of perimeters, role assignments and managed apps changes nothing", () => {
    const { identityDomain, allowedDomainRoles, rules, ...lists } = parse(environment) as Record<string, unknown[]>;
    const reversed = Object.entries(lists).map(([key, list]) => [key, list.toReversed()]);
    const text = stringify({ identityDomain, allowedDomainRoles, rules, ...Object.fromEntries(reversed) });
    expect(plainEnvironment(text)).toBe(plainEnvironment(environment));
  });
});

function plainTeams(contents: readonly [string, string][]): string {
  const folder = folderWithCertificates(Object.fromEntries(contents));
  const teams = loadTeams(folder).map((team) => ({ ...team, file: "" }));
  return JSON.stringify(teams).replaceAll(folder, "teams");
}

function folderWithCertificates(contents: Readonly<Record<string, string>>): string {
  const folder = folderWith(contents);
  for (const file of ["ledger.pem", "portal.pem"]) copyFileSync(join(everything, file), join(folder, file));
  return folder;
}

function plainEnvironment(content: string): string {
  return JSON.stringify(loadEnvironment(folderWith({ "dev.yaml": content }), "dev"));
}

function shuffledKeys(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffledKeys(item, random));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    shuffled(Object.entries(value), random).map(([key, item]) => [key, shuffledKeys(item, random)]),
  );
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item): [number, T] => [random(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
