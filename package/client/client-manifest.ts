import { stringify } from "yaml";
import { loadStack, type StackManifest } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { type Finding, ManifestError, problemAt } from "../../manifest/yaml/problem.ts";
import { type ArgumentProblem, argumentsError, type Value } from "../values.ts";
import { notArguments } from "./not-arguments.ts";

/** The environment of a client that a program declares: the one without rules of its own. */
const environment = "dev";

/**
 * The arguments of `Client` as the manifest of a team with this client alone: everything that holds for manifests holds for them.
 *
 * @param component what it is, for messages: `Client "ledger-sync"`
 * @param name the name of the resource
 * @param services the services that the configuration adds
 * @throws pulumi.InputPropertiesError with all problems, each at its argument
 */
export function clientManifest(
  component: string,
  name: string,
  args: Readonly<Record<string, Value>>,
  services: unknown,
): StackManifest {
  const { identityDomainUrl, team, owner, certificates = [], ...client } = args;
  const refused = Object.entries(notArguments).filter(([key]) => key in client);
  if (refused.length > 0) {
    const problems = refused.map(([propertyPath, reason]) => ({ propertyPath, reason: `is no argument: ${reason}.` }));
    throw argumentsError(component, problems);
  }
  const pems = (certificates as readonly { readonly pem: string; readonly alias?: string }[]).map(
    ({ pem, ...one }, index) => ({ pem, written: { ...one, file: `certificates[${index}].pem` } }),
  );
  const written = { name, ...client, ...(pems.length > 0 && { certificates: pems.map((one) => one.written) }) };
  const files = filesOf({
    "teams/team.yaml": stringify({ team, owner, clients: [written] }),
    [`environments/${environment}.yaml`]: stringify({
      identityDomain: { url: identityDomainUrl },
      ...(client.domainRoles !== undefined && { allowedDomainRoles: client.domainRoles }),
    }),
    ...Object.fromEntries(pems.map(({ pem, written: { file } }) => [`teams/${file}`, pem])),
  });
  try {
    return loadStack(environment, { files, services });
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    throw argumentsError(component, error.problems.map(problemOfArgument));
  }
}

/** A finding about the manifest of `clientManifest`, at its argument. */
export function findingOfArgument({ node, path, message }: Finding): ArgumentProblem {
  return problemOfArgument(problemAt(node, path, message));
}

function problemOfArgument({ path, message }: { readonly path: string; readonly message: string }): ArgumentProblem {
  const propertyPath = path
    .replace(/^clients\[0\]\.?/, "")
    .replace(/^(certificates\[\d+\])\.file$/, "$1.pem")
    .replace(/^identityDomain\.url$/, "identityDomainUrl");
  return { propertyPath, reason: message.replace(/^teams\/certificates\[\d+\]\.pem /, "") };
}
