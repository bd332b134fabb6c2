import { ownCommand } from "../../setup/own-command.mjs";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { checkPlaces, checkRequest, type DeliverRequest } from "./check-request.ts";
import { type DeliveredDocument, documentOf } from "./document.ts";
import { clipboard, type Desktop } from "./targets/clipboard.ts";
import { dotenvFile, jsonFile } from "./targets/files.ts";
import { kubernetesSecret } from "./targets/kubernetes.ts";
import type { Target } from "./targets/target.ts";
import { vaultSecret } from "./targets/vault.ts";

/** What `deliver` runs in. */
export interface Surroundings {
  /** Reads the outputs of the stack, with its secrets. */
  readonly outputs: () => Promise<Outputs>;
  /** Gets the documents that are printed, and nothing else. */
  readonly stdout: { readonly isTTY?: boolean; write(text: string): unknown };
  /** Reports what was done, without secrets. */
  readonly note: (text: string) => void;
  readonly desktop: Desktop;
  /** Waits before the vault is asked again, the first time, the second time, … */
  readonly pause: (time: number) => Promise<void>;
}

/**
 * Delivers the documents of one client, or of all clients of a stack, to every target of a request. What is there already
 * is left as it is, so it can be repeated after a failure.
 *
 * @throws CommandError with all problems; what could be delivered was delivered then
 */
export async function deliver(request: DeliverRequest, surroundings: Surroundings): Promise<void> {
  const { stdout, note } = surroundings;
  checkRequest(request, stdout.isTTY === true);
  const outputs = await surroundings.outputs();
  const documents = documentsOf(outputs, request, note);
  checkPlaces(request, documents);
  const targets = targetsOf(request, surroundings);
  const failures: string[] = [];
  for (const document of documents) {
    const isRetired = outputs.clients?.[document.client]?.retired === true;
    for (const target of targets) {
      try {
        note(`${document.client}: ${await target.deliver(document, isRetired)}.`);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        failures.push(withoutSecret(`${document.client}: ${target.name}: ${error.message}`, document));
      }
    }
  }
  if (failures.length > 0) throw new CommandError(failures.join("\n"));
}

function documentsOf(outputs: Outputs, { client }: DeliverRequest, note: (text: string) => void): DeliveredDocument[] {
  const names = Object.keys(outputs.clients ?? {});
  const documents = (client === undefined ? names : [client]).flatMap((name) => {
    const document = documentOf(outputs, name);
    if (!document && names.includes(name) && client === undefined) note(`${name}: ${withoutDocument(outputs, name)}.`);
    return document ?? [];
  });
  if (documents.length > 0) return documents;
  if (client === undefined)
    throw new CommandError("This stack has no client with a secret: there is nothing to deliver.");
  throw new CommandError(
    names.includes(client)
      ? `${quote(client)} ${withoutDocument(outputs, client)}. \`${ownCommand("idcs-apps", "clients")}\` shows all.`
      : notFound(client, "a client of this stack", names),
  );
}

/** Why a client has no document here. */
function withoutDocument({ clients = {} }: Outputs, name: string): string {
  const { delivery } = clients[name] ?? {};
  if (delivery === undefined) return "has no client secret, so nothing of it is secret";
  return `has its secret only in ${delivery.vaultSecret}, where \`pulumi up\` delivers it (deliver in the manifest)`;
}

/** What other programs and services say must not show the secret either. */
function withoutSecret(message: string, { clientSecret }: DeliveredDocument): string {
  return message.replaceAll(clientSecret, "********");
}

function targetsOf(request: DeliverRequest, { stdout, desktop, pause }: Surroundings): Target[] {
  const { dotenvFile: variables, envPrefix: prefix, jsonFile: json, kubernetes: place, apply, restart } = request;
  const { environment } = desktop;
  const secret = {
    prefix,
    printYaml: (yaml: string) => stdout.write(`---\n${yaml}`),
    apply,
    context: request.kubeContext,
    restart,
    environment,
  };
  return [
    ...(variables === undefined ? [] : [dotenvFile(variables, prefix)]),
    ...(json === undefined ? [] : [jsonFile(json)]),
    ...(place === undefined ? [] : [kubernetesSecret({ place, ...secret })]),
    ...(request.vault === undefined ? [] : [vaultSecret(request, request.vault, environment, pause)]),
    ...(request.clipboard ? [clipboard(desktop)] : []),
  ];
}
