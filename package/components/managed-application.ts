import * as pulumi from "@pulumi/pulumi";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import * as components from "../../components/managed-application.ts";
import { managedArguments } from "../../components/stack/environment-resources.ts";
import { packageTypes } from "../../naming/resource-names.ts";
import type { ManagedApplicationArgs } from "../args.generated.ts";
import { environmentPart, findingOfPart } from "../environment-part.ts";
import { lookUpOptions, refusedNames } from "../look-up.ts";
import { componentName, valuesOf } from "../values.ts";

/** Settings of an application that already exists, such as Oracle Integration's own: only those that may be changed there. The application is adopted, never created; it stays, with its settings, when it is no longer declared. */
export class ManagedApplication extends pulumi.ComponentResource {
  /** The application's id in the identity domain. */
  readonly applicationId: pulumi.Output<string>;

  /** Checks the arguments as those of an environment's file, and finds the application. @throws as `refusedNames`, before anything is declared */
  static async declare(
    name: string,
    args: ManagedApplicationArgs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ManagedApplication> {
    const component = componentName("ManagedApplication", name);
    const { identityDomainUrl, ...settings } = await valuesOf(component, args);
    const written = { resourceApplications: [{ ...settings, manage: true }] };
    const environment = environmentPart(component, identityDomainUrl, written);
    const lookUp = new DomainLookUp(environment.identityDomainUrl, lookUpOptions(options));
    const resolved = await resolveNames({ clients: [], environment }, lookUp).catch(
      refusedNames(component, findingOfPart),
    );
    const [managed] = resolved.environment.managedApplications;
    if (managed === undefined) throw new TypeError(`${component} was found, but is not there`);
    return new ManagedApplication(name, args, options, managedArguments(environment.identityDomainUrl, managed));
  }

  private constructor(
    name: string,
    args: ManagedApplicationArgs,
    options: pulumi.ComponentResourceOptions,
    found: components.ManagedApplicationArgs,
  ) {
    super(packageTypes.managedApplication, name, {}, options);
    const identityDomainUrl = args.identityDomainUrl;
    this.applicationId = new components.ManagedApplication(name, { ...found, identityDomainUrl }, { parent: this }).id;
    this.registerOutputs();
  }
}
