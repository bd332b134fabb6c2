import type * as pulumi from "@pulumi/pulumi";
import { AppRoleAssignment } from "./components/app-role-assignment.ts";
import { Client } from "./components/client.ts";

/** Declares a component with the arguments as the engine passes them: of any type, and perhaps missing. */
type Construct = (
  name: string,
  // biome-ignore lint/suspicious/noExplicitAny: the engine passes what a program in another language wrote
  args: any,
  options: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource | Promise<pulumi.ComponentResource>;

/** The components of the package, by their names. */
export const constructors: Readonly<Record<string, Construct>> = {
  AppRoleAssignment: (name, args, options) => new AppRoleAssignment(name, args, options),
  Client: (name, args, options) => Client.declare(name, args, options),
};
