import * as pulumi from "@pulumi/pulumi";
import { componentTypes } from "../../naming/resource-names.ts";
import { applicationType } from "../parts/app-schemas.ts";

/** A client or resource application by its name, `<team>/<name>`. */
interface Named {
  readonly kind: "client" | "resourceApplication";
  readonly name: string;
}

/** The clients and resource applications in the state of a stack. */
export interface ApplicationsInState {
  /** Whether it has the application of one. */
  readonly has: (application: Named) => boolean;
  /** Whether it has only the component of one: a run that registered it failed before its application. */
  readonly isHalfMade: (application: Named) => boolean;
  /** Whether it has the component of a team. */
  readonly hasTeam: (team: string) => boolean;
}

/**
 * The clients and resource applications in the state of this stack, as it was before this run. The engine gives the whole state,
 * so this is for the runs that need it.
 *
 * @returns absent if the engine does not give the state
 */
export async function applicationsInState(): Promise<ApplicationsInState | undefined> {
  const outputs = await outputsInState();
  return outputs && applicationsAmong(Object.keys(outputs));
}

/** The ids of the grants in the state of this stack, as it was before this run. @returns absent if the engine does not give the state */
export async function grantsInState(): Promise<ReadonlySet<string> | undefined> {
  const outputs = await outputsInState();
  if (outputs === undefined) return undefined;
  const grants = Object.entries(outputs).filter(([urn]) => urn.split("::")[2]?.split("$").at(-1) === grantType);
  return new Set(grants.map(([, { id }]) => String(id)));
}

const grantType = "oci:Identity/domainsGrant:DomainsGrant";

/** The outputs of each resource in the state of this stack, by its URN. */
async function outputsInState(): Promise<Readonly<Record<string, { readonly id?: unknown }>> | undefined> {
  const [organization, project, stack] = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
  // In a backend without organizations, Pulumi calls it so.
  const stackName = organization === "organization" ? stack : `${organization}/${project}/${stack}`;
  try {
    const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
    return outputs as Readonly<Record<string, { readonly id?: unknown }>>;
  } catch {
    return undefined;
  }
}

/** The clients and resource applications among URNs. */
export function applicationsAmong(urns: readonly string[]): ApplicationsInState {
  const resources = new Set(
    urns.map((urn) => {
      const [, , types = "", name = ""] = urn.split("::");
      return `${types}::${name}`;
    }),
  );
  const { team } = componentTypes;
  // `pulumi state move` leaves the team away if it does not move the team too.
  const has = ({ kind, name }: Named, child = ""): boolean =>
    ["", `${team}$`].some((parent) => resources.has(`${parent}${componentTypes[kind]}${child}::${name}`));
  const hasApplication = (application: Named): boolean => has(application, `$${applicationType}`);
  return {
    has: hasApplication,
    isHalfMade: (application) => has(application) && !hasApplication(application),
    hasTeam: (name) => resources.has(`${team}::${name}`),
  };
}
