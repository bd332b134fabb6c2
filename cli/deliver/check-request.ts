import { isLoopback } from "../../wording/loopback.ts";
import { CommandError } from "../errors/command-error.ts";
import type { DeliveredDocument } from "./document.ts";
import { placeOf } from "./targets/target.ts";
import type { VaultOptions } from "./targets/vault.ts";

/** The options of `idcs-apps deliver`. In a place, `{team}` and `{client}` stand for the client's names. */
export interface DeliverOptions extends VaultOptions {
  readonly all: boolean;
  readonly dotenvFile?: string | undefined;
  readonly envPrefix: string;
  readonly jsonFile?: string | undefined;
  /** `<namespace>/<name>`. */
  readonly kubernetes?: string | undefined;
  readonly apply: boolean;
  readonly kubeContext?: string | undefined;
  readonly restart?: readonly string[] | undefined;
  readonly clipboard: boolean;
  /** The OCID of a secret, or of the vault that has or gets a secret of `secretName`. */
  readonly vault?: string | undefined;
}

/** What is to be delivered, and where. */
export interface DeliverRequest extends DeliverOptions {
  /** `<team>/<client>`; undefined with `all`. */
  readonly client: string | undefined;
}

/** Refuses a request that cannot be carried out, before anything is read. @throws CommandError with all problems */
export function checkRequest(request: DeliverRequest, stdoutIsTerminal: boolean): void {
  const { client, all, envPrefix, kubernetes, apply, kubeContext, restart = [], clipboard } = request;
  const problems: string[] = [];
  if (client !== undefined && all) problems.push("Name a client, or all of them with --all, not both.");
  if (client === undefined && !all) problems.push("Name a client, <team>/<client>, or all of them with --all.");
  if (placesOf(request).length === 0 && !clipboard)
    problems.push("Name at least one target: --dotenv-file, --json-file, --kubernetes, --vault, --clipboard.");
  if (clipboard && all) problems.push("--clipboard is for one client: it holds one document.");
  if (!/^[A-Za-z_]\w*$/.test(envPrefix))
    problems.push(`--env-prefix ${envPrefix}: a letter or _ is expected, then letters, digits and _.`);
  if (kubernetes === undefined && (apply || kubeContext !== undefined || restart.length > 0))
    problems.push("--apply, --kube-context and --restart belong to --kubernetes, which is missing.");
  if (kubernetes !== undefined && !apply && stdoutIsTerminal)
    problems.push(
      "--kubernetes prints a Secret, and standard output is a terminal, which would show and keep it: send it to a program, such as `| kubeseal`, or use --apply.",
    );
  if (kubernetes !== undefined && !apply && (kubeContext !== undefined || restart.length > 0))
    problems.push("--kube-context and --restart need --apply.");
  problems.push(...vaultProblems(request));
  for (const workload of restart) {
    if (!/^(deployment|statefulset|daemonset)\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(workload))
      problems.push(`--restart ${workload}: deployment/<name>, statefulset/<name> or daemonset/<name> is expected.`);
  }
  if (problems.length > 0) throw new CommandError(problems.join("\n"));
}

/** Refuses places that do not suit the clients. @throws CommandError with all problems */
export function checkPlaces(request: DeliverRequest, documents: readonly DeliveredDocument[]): void {
  const problems = placesOf(request).flatMap(([option, place]) => {
    const taken = new Map<string, string>();
    return documents.flatMap((document) => {
      const one = placeOf(place, document);
      const other = taken.get(one);
      taken.set(one, document.client);
      if (other !== undefined)
        return `${option} ${place} is ${one} for ${other} and for ${document.client}: tell them apart by {team} and {client}.`;
      return option === "--kubernetes" ? kubernetesProblem(one) : [];
    });
  });
  if (problems.length > 0) throw new CommandError(problems.join("\n"));
}

function vaultProblems({ vault, compartment, key, secretName, vaultEndpoint, ...rest }: DeliverOptions): string[] {
  const parts = { "--compartment": compartment, "--key": key, "--secret-name": secretName };
  const given = Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (vault === undefined) {
    const others = {
      "--region": rest.region,
      "--vault-endpoint": vaultEndpoint,
      "--auth": rest.auth,
      "--profile": rest.profile,
    };
    const alone = Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const lonely = [...given, ...alone];
    return lonely.length > 0 ? [`${lonely.join(", ")} without --vault, to which it belongs.`] : [];
  }
  const problems: string[] = [];
  const url = vaultEndpoint === undefined ? undefined : URL.parse(vaultEndpoint);
  if (url === null || (url && url.protocol !== "https:" && !isLoopback(url.hostname)))
    problems.push(`--vault-endpoint ${vaultEndpoint}: a URL with https is expected, or with http on localhost.`);
  if (vault.startsWith("ocid1.vaultsecret.")) {
    if (given.length > 0) problems.push(`${given.join(", ")}: not with the OCID of a secret, which says it all.`);
  } else if (vault.startsWith("ocid1.vault.")) {
    const missing = Object.keys(parts).filter((name) => !given.includes(name));
    if (missing.length > 0)
      problems.push(`${missing.join(", ")}: missing, which --vault with the OCID of a vault needs.`);
  } else {
    problems.push(
      `--vault ${vault}: the OCID of a secret is expected (ocid1.vaultsecret.…), or that of a vault (ocid1.vault.…) with --compartment, --key and --secret-name.`,
    );
  }
  return problems;
}

function placesOf({
  dotenvFile,
  jsonFile,
  kubernetes,
  vault,
  secretName,
}: DeliverOptions): (readonly [option: string, place: string])[] {
  const places = {
    "--dotenv-file": dotenvFile,
    "--json-file": jsonFile,
    "--kubernetes": kubernetes,
    "--vault": secretName ?? vault,
  };
  return Object.entries(places).flatMap(([option, place]) => (place === undefined ? [] : [[option, place]]));
}

const dnsLabel = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const secretPlace = new RegExp(`^${dnsLabel}/(?=.{1,253}$)${dnsLabel}(\\.${dnsLabel})*$`);

function kubernetesProblem(place: string): string[] {
  if (secretPlace.test(place)) return [];
  return [
    `--kubernetes ${place}: <namespace>/<name> is expected, each in lower-case letters, digits and hyphens, such as payments/ledger-sync.`,
  ];
}
