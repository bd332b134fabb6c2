import { createPublicKey } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { generateRsaKeyPair } from "./authorization-server/signing-key.ts";
import { fingerprintOf } from "./domain.ts";
import { tenancy } from "./domain-context.ts";
import { preloadedUsers } from "./preload/preloaded-data.ts";

/** The paths of a data folder. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  /** The first administrator's RSA private key (PKCS#8 PEM): for clients; the server reads its public half at start. */
  readonly adminKey: string;
  /** A profile file of the OCI CLI and SDKs for the first administrator. */
  readonly ociConfig: string;
  /** Which process serves the folder now. */
  readonly running: string;
}

/** Names the files of a data folder; `path` may be relative. */
export function dataFolderAt(path: string): DataFolder {
  const folder = resolve(path);
  return {
    path: folder,
    database: join(folder, "domain.lmdb"),
    adminKey: join(folder, "admin-key.pem"),
    ociConfig: join(folder, "oci-config"),
    running: join(folder, "running.json"),
  };
}

/** Makes what is missing of a data folder, and returns the administrator's public key (PEM). */
export async function prepareDataFolder(folder: DataFolder): Promise<string> {
  await mkdir(folder.path, { recursive: true, mode: 0o700 });
  await chmod(folder.path, 0o700);
  if (!existsSync(folder.adminKey)) {
    const { privateKey } = await generateRsaKeyPair();
    await writeFile(folder.adminKey, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  const publicKey = createPublicKey(await readFile(folder.adminKey, "utf8"))
    .export({ type: "spki", format: "pem" })
    .toString();
  await writeFile(folder.ociConfig, ociConfig(folder, publicKey), { mode: 0o600 });
  return publicKey;
}

function ociConfig(folder: DataFolder, publicKey: string): string {
  return [
    "[DEFAULT]",
    `user=${preloadedUsers[0]?.ocid}`,
    `fingerprint=${fingerprintOf(publicKey)}`,
    `tenancy=${tenancy.tenancyOcid}`,
    `region=${tenancy.region}`,
    `key_file=${folder.adminKey}`,
    "",
  ].join("\n");
}
