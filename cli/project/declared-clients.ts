import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { StackManifest } from "../../manifest/load-stack.ts";
import { derivedClientId } from "../../naming/client-id.ts";

/** A client of the manifests, as it is in the stack's environment. */
export interface DeclaredClient {
  /** `<team>/<client>` */
  readonly name: string;
  readonly manifest: ClientManifest;
  /** Its client ID; that of its first application, if it is rotated. */
  readonly clientId: string;
}

type Part = StackManifest["teams"][number];

/** The clients that a stack declares. */
export function clientsOfStack({ teams }: StackManifest, stackName: string): DeclaredClient[] {
  return teams.flatMap((part) => clientsOf(part, stackName));
}

/** All clients of a stack's environment, those of other teams' stacks included. */
export function clientsOfEnvironment(stack: StackManifest, stackName: string): DeclaredClient[] {
  const { otherTeams, environmentName } = stack;
  const others = otherTeams.flatMap((part) => clientsOf(part, `${environmentName}.${part.team}`));
  return [...clientsOfStack(stack, stackName), ...others];
}

function clientsOf({ team, clients }: Part, stackName: string): DeclaredClient[] {
  return clients.map((manifest) => {
    const name = `${team}/${manifest.name}`;
    return { name, manifest, clientId: manifest.clientId ?? derivedClientId(name, stackName) };
  });
}
