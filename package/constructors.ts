import type * as pulumi from "@pulumi/pulumi";
import {
  AccessAssignment,
  AppRoleAssignment,
  Client,
  ClientCertificate,
  ConfidentialApplication,
  ManagedApplication,
  NetworkPerimeter,
  ResourceApplication,
} from "./index.ts";

/** Declares a component with the arguments that the engine passes, whose names and words are checked. */
type Construct = (
  name: string,
  // biome-ignore lint/suspicious/noExplicitAny: a program in another language wrote them
  args: any,
  options: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource | Promise<pulumi.ComponentResource>;

/** The components of the package, by their names. */
export const constructors: Readonly<Record<string, Construct>> = {
  AccessAssignment: (name, args, options) => new AccessAssignment(name, args, options),
  AppRoleAssignment: (name, args, options) => new AppRoleAssignment(name, args, options),
  Client: (name, args, options) => Client.declare(name, args, options),
  ClientCertificate: (name, args, options) => new ClientCertificate(name, args, options),
  ConfidentialApplication: (name, args, options) => ConfidentialApplication.declare(name, args, options),
  ManagedApplication: (name, args, options) => ManagedApplication.declare(name, args, options),
  NetworkPerimeter: (name, args, options) => NetworkPerimeter.declare(name, args, options),
  ResourceApplication: (name, args, options) => ResourceApplication.declare(name, args, options),
};
