import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chooseSigningKey } from "../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../identity-domain/identity-domain.ts";
import type { Cleanup } from "./cleanup.ts";

/** The tenancy and user whose key a local identity domain makes. */
export const administrator = {
  tenancyOcid: "ocid1.tenancy.oc1..local",
  userOcid: "ocid1.user.oc1..localadmin",
} as const;

/** A local identity domain in a process of its own, so that its work is not counted as ours. */
export interface LocalDomainProcess {
  readonly url: string;
  readonly privateKeyPath: string;
  /** That of the key, which the official plugin requires. */
  readonly fingerprint: string;
  /** The domain, asked directly. */
  readonly client: IdentityDomain;
}

/** Starts a local identity domain on a free port; the cleanup ends it. @param more more options of `serve` */
export async function startLocalDomainProcess(
  dataFolder: string,
  cleanup: Cleanup,
  more: readonly string[] = [],
): Promise<LocalDomainProcess> {
  const main = resolve(import.meta.dirname, "..", "local", "main.ts");
  const args = ["--disable-warning=ExperimentalWarning", main, "serve", "--port", "0", "--data", dataFolder, ...more];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  cleanup.add(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const url = await firstUrl(child.stdout);
  const privateKeyPath = join(dataFolder, "admin-key.pem");
  const key = await chooseSigningKey({ ...administrator, privateKeyPath }, {});
  const fingerprint = key.keyId.slice(key.keyId.lastIndexOf("/") + 1);
  return { url, privateKeyPath, fingerprint, client: new IdentityDomain(url, key) };
}

async function firstUrl(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error("The local identity domain ended before it said its address.");
}
