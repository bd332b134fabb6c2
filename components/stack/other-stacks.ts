/**
 * Advice for names that the domain does not know: in a stack for a part of an environment, another stack may have to
 * create them first.
 *
 * @param name the stack's name
 * @returns absent for a stack that declares its environment as a whole
 */
export function whatOthersCreate(name: string): string | undefined {
  const [environment, only] = name.split(".");
  if (only === undefined) return undefined;
  return `What other stacks create must exist first: \`pulumi up --stack ${environment}.environment\` creates what environments/${environment}.yaml declares, \`pulumi up --stack ${environment}.<team>\` what a team declares.`;
}
