import type { StackManifest } from "../../../manifest/load-stack.ts";
import { compare } from "../../../wording/order.ts";
import type { TaggedApplication } from "./applications.ts";

/** A stack of an environment, and the teams that are compared in it. */
export interface StackOfEnvironment {
  readonly name: string;
  readonly teams: readonly string[];
  /** Whether what the environment's file declares is compared in it. */
  readonly hasEnvironment: boolean;
}

/**
 * The stacks that an environment is provisioned by: one for all, or one for each team, as the tags of its applications say. A team
 * without an application is in the stack that the others have.
 *
 * @param tagged the applications of this program in the domain
 */
export function stacksOf(
  { environmentName, teams }: Pick<StackManifest, "environmentName" | "teams">,
  project: string,
  tagged: readonly TaggedApplication[],
): StackOfEnvironment[] {
  const whole = `${project}/${environmentName}`;
  const seen = (stack: string) => tagged.filter((one) => one.stack === stack);
  const usesWhole = seen(whole).length > 0;
  const hasTeamStacks = tagged.some(({ stack }) => stack.startsWith(`${whole}.`));
  const isAlone = ({ team }: { readonly team: string }): boolean => {
    if (seen(`${whole}.${team}`).length > 0) return true;
    const isInWhole = seen(whole).some((one) => one.team === team);
    return hasTeamStacks && !usesWhole && !isInWhole;
  };
  const alone = teams.filter(isAlone).map(({ team }) => team);
  const others = teams.filter((team) => !isAlone(team)).map(({ team }) => team);
  const isWhole = others.length > 0 || !hasTeamStacks;
  return [
    isWhole
      ? { name: environmentName, teams: others, hasEnvironment: true }
      : { name: `${environmentName}.environment`, teams: [], hasEnvironment: true },
    ...alone
      .toSorted(compare)
      .map((team) => ({ name: `${environmentName}.${team}`, teams: [team], hasEnvironment: false })),
  ];
}
