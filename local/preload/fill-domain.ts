import type { DomainContext } from "../domain-context.ts";
import { InputError } from "../input/input-error.ts";
import { checkAllowedScopes, completeAllowedScopes } from "../resources/app-scopes.ts";
import type { Draft } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { fixedId } from "../seed/fixed-id.ts";
import { grantBody } from "../seed/grant-body.ts";
import { type LaidOver, layOver } from "../seed/lay-over.ts";
import { named } from "../seed/named.ts";
import { readSeed } from "../seed/read-seed.ts";
import { appBody, perimeterBody, roleBody, userBody } from "../seed/seed-bodies.ts";
import type { SeedInput } from "../seed/seed-schema.ts";
import { type SeedWriter, seedWriter } from "../seed/seed-writer.ts";
import { signerKey } from "../seed/signer-key.ts";
import { domainItself } from "./domain-itself.ts";
import { exampleOrganisation } from "./example-organisation.ts";

/**
 * Fills an empty domain: with the domain's own app, its roles and first administrator, then with the example
 * organisation, a seed, or both. Ids are derived from names. All of it is written, or nothing.
 *
 * @throws InputError with every problem of the seed
 */
export function fillDomain(
  domain: DomainContext,
  { seed, examples = seed === undefined }: { readonly seed?: SeedInput | string; readonly examples?: boolean },
): void {
  const inputs = [domainItself, ...(examples ? [exampleOrganisation] : []), ...(seed === undefined ? [] : [seed])];
  const problems: string[] = [];
  const whole = layOver(inputs.map(readSeed), (problem) => problems.push(problem));
  const writer = seedWriter(domain);
  const attempt = (problem: (message: string) => string, make: () => void) => {
    try {
      make();
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      problems.push(problem(error.message));
    }
  };
  for (const step of [
    makeUsersAndGroups,
    makeClientLimits,
    makeApps,
    allowScopes,
    makeRoles,
    makeGrants,
    registerSigners,
  ]) {
    step(whole, writer, attempt);
  }
  if (problems.length > 0) throw new InputError(problems);
  writer.finish();
}

type Step = (
  whole: LaidOver,
  writer: SeedWriter,
  attempt: (problem: (message: string) => string, make: () => void) => void,
) => void;

const makeUsersAndGroups: Step = ({ users, groups }, writer, attempt) => {
  for (const { entry, problem } of users) {
    attempt(problem, () => writer.make("User", entry.id ?? fixedId("user", entry.userName), userBody(entry)));
  }
  for (const { entry, problem } of groups) {
    attempt(problem, () => {
      const members = entry.members?.map((userName) => ({
        type: "User",
        value: named(writer.directory, "User", "userName", userName).id,
      }));
      const body: Draft = { displayName: entry.displayName, members };
      writer.make("Group", entry.id ?? fixedId("group", entry.displayName), body);
    });
  }
};

const makeClientLimits: Step = ({ certificates, networkPerimeters }, writer, attempt) => {
  for (const { entry, problem } of certificates) {
    const body = { certificateAlias: entry.alias, x509Base64Certificate: entry.x509 };
    attempt(problem, () => writer.make("OAuthClientCertificate", fixedId("certificate", entry.alias), body));
  }
  for (const { entry, problem } of networkPerimeters) {
    attempt(problem, () => writer.make("NetworkPerimeter", perimeterId(entry.name), perimeterBody(entry)));
  }
};

const makeApps: Step = ({ apps }, writer, attempt) => {
  for (const { entry, problem } of apps) {
    attempt(problem, () => writer.make("App", appId(entry), appBody(entry, perimeterId)));
  }
};

/** After all apps: two of them may be allowed scopes of each other. */
const allowScopes: Step = ({ apps }, writer, attempt) => {
  for (const { entry, problem } of apps) {
    const app = writer.directory.byId("App", appId(entry));
    if (entry.allowedScopes === undefined || app === undefined) continue;
    const draft: Draft & { id: string } = { ...app, allowedScopes: entry.allowedScopes.map((fqs) => ({ fqs })) };
    attempt(problem, () => {
      completeAllowedScopes(draft, writer.directory);
      checkAllowedScopes(draft);
      writer.change("App", draft);
    });
  }
};

const makeRoles: Step = ({ apps }, writer, attempt) => {
  for (const { entry, problem } of apps) {
    for (const [index, role] of (entry.roles ?? []).entries()) {
      attempt(
        (message) => problem(message, ["roles", index]),
        () =>
          writer.make("AppRole", roleId(appId(entry), role.displayName), roleBody(appId(entry), role), {
            byOracle: entry.oracleCreated === true,
          }),
      );
    }
  }
};

const makeGrants: Step = ({ grants }, writer, attempt) => {
  for (const { entry, problem } of grants) {
    attempt(problem, () => {
      const body = grantBody(entry, writer.directory);
      const key = [body.grantee.value, body.app.value, body.entitlement?.attributeValue ?? ""];
      writer.make("Grant", fixedId("grant", ...key), body);
    });
  }
};

const registerSigners: Step = ({ signers }, writer, attempt) => {
  for (const { entry, problem } of signers) {
    attempt(problem, () => writer.register(signerKey(entry, writer.directory)));
  }
};

function appId({ id, displayName }: { readonly id?: string | undefined; readonly displayName: string }): string {
  return id ?? fixedId("app", displayName);
}

function roleId(app: string, displayName: string): string {
  return fixedId("role", app, displayName);
}

function perimeterId(name: string): string {
  return fixedId("perimeter", name);
}
