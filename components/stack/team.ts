import * as pulumi from "@pulumi/pulumi";
import type {
  ApiManifest,
  ResourceApplicationManifest,
} from "../../manifest/keys-and-defaults/resource-application.ts";
import { componentTypes } from "../../naming/resource-names.ts";
import type { ClientPairs, ResourceApplicationOutputs } from "../../naming/stack-outputs.ts";
import type { Adoptions } from "../look-up/resolve-adoptions.ts";
import type { DeclaredApi } from "../parts/api.ts";
import type { AdoptedApplication } from "../parts/existing-application.ts";
import { ResourceApplication } from "../resource-application.ts";
import type { ProgramClientOutputs } from "./client-outputs.ts";
import { formerNames } from "./former-names.ts";

/** Arguments of `Team`. */
export interface TeamArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** E-mail address for questions about the team's clients. */
  owner: pulumi.Input<string>;
  /**
   * The team's own APIs.
   * @default none
   */
  resourceApplications?: readonly ResourceApplicationManifest[];
  /**
   * The applications that they adopt, as `resolveNames` returns them.
   * @default none
   */
  adoptions?: Adoptions;
  /**
   * Whether clients or resource applications of it may have come from the state of another stack since its last `up`.
   * @default false
   */
  isMoved?: boolean;
}

/** The outputs of a resource application in the stack program. */
export type ProgramResourceApplicationOutputs = ResourceApplicationOutputs<pulumi.Output<string>>;

/** The component under which clients are declared, and which has their outputs then. */
export interface ClientsParent {
  readonly component: pulumi.ComponentResource;
  /** The team's name. */
  readonly name: string;
  readonly owner: pulumi.Input<string>;
  readonly identityDomainUrl: pulumi.Input<string>;
  /** As in `TeamArgs`. */
  readonly isMoved: boolean;
  /** By `<team>/<client>`, like the others. */
  readonly clients: Record<string, ProgramClientOutputs>;
  readonly clientSecrets: Record<string, pulumi.Output<string>>;
  /** The pairs of rotated clients. */
  readonly clientPairs: Record<string, ClientPairs<pulumi.Output<string>>>;
  /** The APIs that clients are too. */
  readonly resourceApplications: Record<string, ProgramResourceApplicationOutputs>;
}

/**
 * A team with its resource applications and, once `declareClients` has declared them, its clients with their app roles,
 * certificates and assigned users and groups. Clients come second, because they may use what other teams declare.
 */
export class Team extends pulumi.ComponentResource implements ClientsParent {
  /** By `<team>/<client>`. */
  readonly clients: Record<string, ProgramClientOutputs> = {};
  /** By `<team>/<client>`. */
  readonly clientSecrets: Record<string, pulumi.Output<string>> = {};
  /** The pairs of rotated clients, by `<team>/<client>`. */
  readonly clientPairs: Record<string, ClientPairs<pulumi.Output<string>>> = {};
  /** Its APIs, by display name. */
  readonly applications: Map<string, DeclaredApi>;
  /** By `<team>/<name>`; those of clients that are an API too are among them once they are declared. */
  readonly resourceApplications: Record<string, ProgramResourceApplicationOutputs>;
  readonly name: string;
  readonly owner: pulumi.Input<string>;
  readonly identityDomainUrl: pulumi.Input<string>;
  readonly isMoved: boolean;
  /** Itself. */
  readonly component: pulumi.ComponentResource = this;

  constructor(name: string, args: TeamArgs, options?: pulumi.ComponentResourceOptions) {
    super(componentTypes.team, name, {}, options);
    this.name = name;
    this.owner = args.owner;
    this.identityDomainUrl = args.identityDomainUrl;
    this.isMoved = args.isMoved ?? false;
    const declared = (args.resourceApplications ?? []).map((manifest) => ({
      manifest,
      application: this.#declareResourceApplication(manifest, args.adoptions?.get(manifest)),
    }));
    this.applications = new Map(declared.map(({ manifest, application }) => [manifest.displayName, application]));
    this.resourceApplications = Object.fromEntries(
      declared.map(({ manifest, application: { applicationId, audience } }) => [
        `${name}/${manifest.name}`,
        { applicationId, audience, scopes: scopesOf(manifest) },
      ]),
    );
    this.registerOutputs();
  }

  #declareResourceApplication(
    { name, was, roles, scopes, state, active, ...manifest }: ResourceApplicationManifest,
    adopted: AdoptedApplication | undefined,
  ) {
    const { identityDomainUrl, owner } = this;
    const { environments: _, adopt: __, secondaryAudiences, ...args } = manifest;
    return new ResourceApplication(
      `${this.name}/${name}`,
      {
        ...args,
        ...(adopted !== undefined && { adopt: adopted }),
        identityDomainUrl,
        scopes,
        roles,
        secondaryAudiences: [...secondaryAudiences],
        active: active && state !== "retired",
        ownership: { team: this.name, client: name, owner, state },
      },
      { parent: this, aliases: formerNames({ name, was }, this) },
    );
  }
}

/** The fully qualified scopes of an API, by their value. */
export function scopesOf({ audience, scopes }: Pick<ApiManifest, "audience" | "scopes">): Record<string, string> {
  return Object.fromEntries(scopes.map(({ value }) => [value, `${audience}${value}`]));
}
