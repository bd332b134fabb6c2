import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadStack, type StackManifest } from "../../../manifest/load-stack.ts";
import { filesIn } from "../../../manifest/yaml/files.ts";
import { ManifestError } from "../../../manifest/yaml/problem.ts";
import { ownCommand } from "../../../setup/own-command.mjs";
import { count } from "../../../wording/plural.ts";
import { stackConfiguration } from "../../project/stack-configuration.ts";
import { type StackSettings, stackSettings } from "../../project/stack-settings.ts";
import { failed, failureOf, notChecked, ok, type Result } from "../check.ts";

/** What the project says about a stack. */
export interface Stack {
  readonly settings?: StackSettings;
  readonly manifest?: StackManifest;
  /** The URL of its identity domain. */
  readonly url?: string;
}

/** The settings and manifests of a stack, and whether they can be read. */
export function checkStack(folder: string, name: string): { readonly result: Result; readonly stack: Stack } {
  let settings: StackSettings;
  try {
    settings = stackSettings(folder, name);
  } catch (error) {
    return { result: failureOf(error), stack: {} };
  }
  const { identityDomainUrl: url, services } = settings;
  try {
    const manifest = loadStack(name, { files: filesIn(folder), ...(services !== undefined && { services }) });
    const clients = count(manifest.clients.length, "client");
    const found = `${clients} of ${count(manifest.teams.length, "team")}, in ${url ?? manifest.identityDomainUrl}`;
    return { result: ok(found), stack: { settings, manifest, url: url ?? manifest.identityDomainUrl } };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const [first = "", ...more] = error.message.split("\n");
    const found = more.length === 0 ? first : `${first} (and ${more.length} more)`;
    return {
      result: failed(found, `\`${ownCommand("check")}\` shows all problems of the manifests.`),
      stack: { settings, ...(url !== undefined && { url }) },
    };
  }
}

function creates(name: string, environment: string): string {
  return name === environment ? `\`pulumi stack init ${name}\`` : `\`idcs-apps fleet up --env ${environment}\``;
}

/** Whether what decrypts the stack's secrets is given. Whether it is the right one is only known to the engine. */
export function checkPassphrase(folder: string, name: string, env: NodeJS.ProcessEnv): Result {
  const [environment = ""] = name.split(".");
  // A stack of the fleet has the configuration of its environment; a file of its own is the exception.
  if (![name, environment].some((one) => existsSync(join(folder, `Pulumi.${one}.yaml`))))
    return notChecked(`there is no Pulumi.${environment}.yaml: ${creates(name, environment)} creates the stack`);
  const { encryptionsalt, secretsprovider } = stackConfiguration(folder, name).others;
  if (typeof secretsprovider === "string" && secretsprovider !== "passphrase")
    return notChecked(`secrets are encrypted by ${secretsprovider.replace(/:.*$/s, "")}, which the engine asks`);
  if (typeof encryptionsalt !== "string" && name === environment)
    return notChecked("the stack's settings do not say how secrets are encrypted");
  const passphraseFile = env.PULUMI_CONFIG_PASSPHRASE_FILE;
  if (passphraseFile !== undefined && !existsSync(passphraseFile))
    return failed(
      "PULUMI_CONFIG_PASSPHRASE_FILE names a file that is not there",
      "Set it to the file with the stack's passphrase.",
    );
  if (passphraseFile !== undefined || env.PULUMI_CONFIG_PASSPHRASE !== undefined)
    return ok("given; whether it is the right one, `pulumi preview` says");
  return failed(
    "the stack's secrets are encrypted with a passphrase, and none is given",
    "Set PULUMI_CONFIG_PASSPHRASE_FILE to the file with the passphrase, or PULUMI_CONFIG_PASSPHRASE.",
  );
}
