import { basicHeaderOf } from "../../oauth/basic-header.ts";
import { CommandError } from "../errors/command-error.ts";
import type { Pair } from "../pair/pair.ts";

/** The header with which a client authenticates: `Authorization: Basic …`. @throws CommandError if the client has no secret */
export async function basic({ clientId, clientSecret }: Pair, name: string): Promise<string> {
  if (clientSecret === undefined)
    throw new CommandError(`"${name}" has no client secret, so there is no Basic header.`);
  return `Authorization: ${await basicHeaderOf(clientId, clientSecret)}`;
}
