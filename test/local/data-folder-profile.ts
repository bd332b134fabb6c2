import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { signedHeaders } from "./world.ts";

/** Sends a request as the administrator of a data folder does. */
export type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

/** Signs with what a data folder gives to clients: `admin-key.pem` and `oci-config`. */
export async function administratorOf(url: string, dataFolder: string): Promise<Call> {
  const config = await readFile(join(dataFolder, "oci-config"), "utf8");
  const profile = Object.fromEntries([...config.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const key = createPrivateKey(await readFile(profile.key_file as string));
  const keyId = `${profile.tenancy}/${profile.user}/${profile.fingerprint}`;
  return (method, path, body) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = signedHeaders({ method, path, date: new Date(), host: new URL(url).host, body: text, key, keyId });
    return fetch(url + path, { method, headers, ...(text === undefined ? {} : { body: text }) });
  };
}
