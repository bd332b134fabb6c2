import { createPublicKey, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { tenancy } from "./domain-context.ts";
import { administrator } from "./preload/domain-itself.ts";
import { fingerprintOf, generateRsaKeyPair } from "./rsa-key.ts";

/** The paths of a data folder. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  /** The first administrator's RSA private key (PKCS#8 PEM): for clients; the server reads its public half at start. */
  readonly adminKey: string;
  /** The password of the users that exist from the start: for people and tests to sign in with. */
  readonly userPassword: string;
  /** A profile file of the OCI CLI and SDKs for the first administrator. */
  readonly ociConfig: string;
  /** The private key (PKCS#8 PEM) of the TLS listener, if there is one. */
  readonly tlsKey: string;
  /** The certificate (PEM) that clients of the TLS listener trust. */
  readonly tlsCertificate: string;
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
    userPassword: join(folder, "user-password"),
    ociConfig: join(folder, "oci-config"),
    tlsKey: join(folder, "tls-key.pem"),
    tlsCertificate: join(folder, "tls-certificate.pem"),
    running: join(folder, "running.json"),
  };
}

/** What a domain reads from its data folder. */
export interface PreparedDataFolder {
  /** PEM. */
  readonly administratorPublicKey: string;
  readonly userPassword: string;
}

/** Creates what is missing in a data folder: the administrator's key and profile, the users' password. */
export async function prepareDataFolder(folder: DataFolder): Promise<PreparedDataFolder> {
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
  if (!existsSync(folder.userPassword)) {
    await writeFile(folder.userPassword, `${randomBytes(18).toString("base64url")}\n`, { mode: 0o600 });
  }
  const userPassword = (await readFile(folder.userPassword, "utf8")).trim();
  return { administratorPublicKey: publicKey, userPassword };
}

/** Makes every file of a data folder readable for its owner alone, those of earlier versions too. */
export async function keepToOwner({ path }: DataFolder): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isFile()) await chmod(join(path, entry.name), 0o600);
  }
}

function ociConfig(folder: DataFolder, publicKey: string): string {
  return [
    "[DEFAULT]",
    `user=${administrator.ocid}`,
    `fingerprint=${fingerprintOf(publicKey)}`,
    `tenancy=${tenancy.tenancyOcid}`,
    `region=${tenancy.region}`,
    `key_file=${folder.adminKey}`,
    "",
  ].join("\n");
}
