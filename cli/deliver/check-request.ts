import { CommandError } from "../errors/command-error.ts";
import type { DeliveredDocument } from "./document.ts";
import { placeOf } from "./targets/target.ts";

/** The options of `idcs-apps deliver`. In a place, `{team}` and `{client}` stand for the client's names. */
export interface DeliverOptions {
  readonly all: boolean;
  readonly envFile?: string | undefined;
  readonly envPrefix: string;
  readonly jsonFile?: string | undefined;
  /** `<namespace>/<name>`. */
  readonly kubernetes?: string | undefined;
  readonly apply: boolean;
  readonly kubeContext?: string | undefined;
  readonly restart?: readonly string[] | undefined;
  readonly clipboard: boolean;
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
    problems.push("Name at least one target: --env-file, --json-file, --kubernetes, --clipboard.");
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

function placesOf({ envFile, jsonFile, kubernetes }: DeliverOptions): (readonly [option: string, place: string])[] {
  const places = { "--env-file": envFile, "--json-file": jsonFile, "--kubernetes": kubernetes };
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
