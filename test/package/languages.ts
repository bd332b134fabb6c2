import { chmodSync, cpSync, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { capture } from "../../setup/command.mjs";
import { ensureGoProgram, ensurePythonPackages, type Missing } from "../compatibility/install.ts";

/** A language that programs are written in, with what runs them. */
export interface Language {
  /** Folders for `PATH`. */
  readonly path: readonly string[];
}

/** What runs programs in these languages: each is there, or says why it is not. */
export interface Languages {
  readonly yaml: Language | Missing;
  readonly python: Language | Missing;
  readonly go: Language | Missing;
}

const hosts = join(import.meta.dirname, "hosts");
const pulumiSdk = "github.com/pulumi/pulumi/sdk/v3";

/**
 * Builds the language hosts from Pulumi's Go modules and installs Pulumi's SDK for Python, once for each set of versions. The
 * hosts are optimized: the engine is too, so that Go compiles what they have in common once.
 */
export async function ensureLanguages(): Promise<Languages> {
  return { yaml: await yaml(), python: await python(), go: await go() };
}

/** What writes the SDKs that `pulumi package add` writes for Python and Go. */
export function ensureSdkGenerator() {
  return ensureGoProgram("generator", join(hosts, "generator"), ".");
}

async function yaml(): Promise<Language | Missing> {
  return languageOf(await hostOf("yaml", "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"));
}

async function go(): Promise<Language | Missing> {
  return languageOf(await hostOf("python-and-go", `${pulumiSdk}/go/pulumi-language-go`));
}

async function python(): Promise<Language | Missing> {
  const packages = join(import.meta.dirname, "python", "requirements.txt");
  const clients = await ensurePythonPackages("SDK of Pulumi for Python", packages);
  if ("missing" in clients) return clients;
  const host = await hostOf("python-and-go", `${pulumiSdk}/python/cmd/pulumi-language-python`);
  if ("missing" in host) return host;
  const launcher = join(dirname(host.program), "pulumi-language-python-exec");
  if (!existsSync(launcher)) {
    const listed = await capture("", "go", ["list", "-m", "-f", "{{.Dir}}", pulumiSdk], {
      cwd: join(hosts, "python-and-go"),
    });
    if (listed.code !== 0) return { missing: `go does not find ${pulumiSdk} (${listed.output.trim()})` };
    cpSync(join(listed.output.trim(), "python", "cmd", basename(launcher)), launcher);
    chmodSync(launcher, 0o755);
  }
  return languageOf(host, clients.bin);
}

function hostOf(folder: string, command: string) {
  return ensureGoProgram(basename(command), join(hosts, folder), command);
}

function languageOf(host: Awaited<ReturnType<typeof hostOf>>, ...more: string[]): Language | Missing {
  return "missing" in host ? host : { path: [...more, dirname(host.program)] };
}
