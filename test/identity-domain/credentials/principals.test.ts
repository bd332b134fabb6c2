import { spawn } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chooseCredentials } from "../../../identity-domain/credentials/choose-credentials.ts";
import type { Credentials } from "../../../identity-domain/credentials/credentials.ts";
import { okeWorkloadIdentity } from "../../../identity-domain/credentials/principals.ts";
import { answering, errorOf, everythingIn, failed } from "../answering-domain.ts";
import { certificateKeyPem, certificatePem } from "../certificate.ts";
import { privateKeyPem, tokenUntil } from "../key.ts";
import { type Heard, type Listening, listening } from "../listening.ts";

// The places where programs run, played by services on this machine: the metadata service and the authentication service of
// an instance, the environment of a function, the token service of a Kubernetes cluster.

const hour = 3_600_000;
let folder: string;
let service: Listening | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "principals-"));
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  service?.stop();
  service = undefined;
  rmSync(folder, { recursive: true });
});

const keyIdOf = (request: Request | undefined): string | undefined =>
  /keyId="([^"]+)"/.exec(request?.headers.get("authorization") ?? "")?.[1];

function isSignedBy(request: Request | undefined, publicKey: string): boolean {
  const url = new URL(request?.url ?? "");
  const text = `date: ${request?.headers.get("date")}\n(request-target): get ${url.pathname}\nhost: ${url.host}`;
  const signature = /signature="([^"]+)"/.exec(request?.headers.get("authorization") ?? "")?.[1] ?? "";
  return verify("sha256", Buffer.from(text), publicKey, Buffer.from(signature, "base64"));
}

const pem = (base64: string): string => `-----BEGIN PUBLIC KEY-----\n${base64.trim()}\n-----END PUBLIC KEY-----`;

describe("an instance principal", () => {
  const metadata: Record<string, string> = {
    "/opc/v2/identity/cert.pem": certificatePem,
    "/opc/v2/identity/key.pem": certificateKeyPem,
    "/opc/v2/identity/intermediate.pem": certificatePem,
  };
  const exchanges = (): Heard[] => service?.heard.filter(({ path }) => path === "/v1/x509") ?? [];
  const sessionKeyOf = (exchange: Heard | undefined): string => pem(JSON.parse(exchange?.body ?? "").publicKey);

  async function onInstance(tokens: string[]): Promise<Credentials> {
    service = await listening(({ path = "" }) => {
      if (path !== "/v1/x509") return metadata[path];
      const token = tokens.shift();
      return token && JSON.stringify({ token });
    });
    const url = `http://127.0.0.1:${service.port}`;
    const environment = { OCI_METADATA_BASE_URL: `${url}/opc/v2`, OCI_SDK_AUTH_CLIENT_REGION_URL: url };
    return chooseCredentials({ auth: "instanceprincipal" }, environment);
  }

  it("exchanges the instance's certificate for a token, and signs with the token's key", async () => {
    const token = tokenUntil(Date.now() + hour);
    const { domain, requests } = answering([], { credentials: await onInstance([token]) });
    await Promise.all([domain.read("Apps", "1"), domain.read("Apps", "2")]);
    expect(exchanges()).toHaveLength(1);
    expect(exchanges()[0]?.headers.authorization).toContain('keyId="ocid1.tenancy.oc1..test/fed-x509/');
    expect(requests.map(keyIdOf)).toEqual([`ST$${token}`, `ST$${token}`]);
    expect(requests.every((request) => isSignedBy(request, sessionKeyOf(exchanges()[0])))).toBe(true);
  });

  it("gets a new token when the old one has expired, and another key", async () => {
    const [old, fresh] = [tokenUntil(Date.now() - 1000), tokenUntil(Date.now() + hour)];
    const { domain, requests } = answering([], { credentials: await onInstance([old, fresh]) });
    await domain.read("Apps", "1");
    await domain.read("Apps", "2");
    expect(requests.map(keyIdOf)).toEqual([`ST$${old}`, `ST$${fresh}`]);
    expect(isSignedBy(requests[1], sessionKeyOf(exchanges()[1]))).toBe(true);
  });

  it("gets a new token once if the domain refuses the old one", async () => {
    const [old, fresh] = [tokenUntil(Date.now() + hour), tokenUntil(Date.now() + 2 * hour)];
    const { domain, requests } = answering([failed(401)], { credentials: await onInstance([old, fresh]) });
    await domain.read("Apps", "1");
    expect(requests.map(keyIdOf)).toEqual([`ST$${old}`, `ST$${fresh}`]);
    expect(exchanges()).toHaveLength(2);
  });

  it("is reported as unavailable without a metadata service", async () => {
    const { port, stop } = await listening(() => undefined);
    stop();
    const environment = { OCI_METADATA_BASE_URL: `http://127.0.0.1:${port}/opc/v2` };
    const credentials = await chooseCredentials({ auth: "InstancePrincipal" }, environment);
    const { domain, requests } = answering([], { credentials });
    const error = await errorOf(domain.create("Apps", {}));
    expect([error.code, error.message]).toEqual([
      "CREDENTIALS_UNAVAILABLE",
      "No token for the instance principal (ECONNREFUSED).\nauth InstancePrincipal works on compute instances of OCI only, which must reach their metadata service (169.254.169.254) and the region's authentication service.",
    ]);
    expect(requests).toEqual([]);
  });

  it("is reported with the status if the authentication service refuses it", async () => {
    const { domain } = answering([], { credentials: await onInstance([]) });
    const error = await errorOf(domain.read("Apps", "1"));
    expect(error.message.split("\n")[0]).toBe("No token for the instance principal (status 404).");
    expect(everythingIn(error)).not.toContain("BEGIN");
  });
});

describe("a resource principal", () => {
  const publicKey = createPublicKey(privateKeyPem).export({ type: "spki", format: "pem" }).toString();

  function inFunction(token: string, key: string, version = "2.2"): Promise<Credentials> {
    vi.stubEnv("OCI_RESOURCE_PRINCIPAL_VERSION", version);
    vi.stubEnv("OCI_RESOURCE_PRINCIPAL_RPST", token);
    vi.stubEnv("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM", key);
    vi.stubEnv("OCI_RESOURCE_PRINCIPAL_REGION", "eu-frankfurt-1");
    return chooseCredentials({ auth: "ResourcePrincipal" }, {});
  }

  it("signs with the token and the key of the environment", async () => {
    const token = tokenUntil(Date.now() + hour);
    const { domain, requests } = answering([], { credentials: await inFunction(token, privateKeyPem) });
    await domain.read("Apps", "1");
    expect(keyIdOf(requests[0])).toBe(`ST$${token}`);
    expect(isSignedBy(requests[0], publicKey)).toBe(true);
  });

  it("reads files again when the token has expired", async () => {
    const [tokenFile, keyFile] = [join(folder, "rpst"), join(folder, "key.pem")];
    const [old, fresh] = [tokenUntil(Date.now() - 1000), tokenUntil(Date.now() + hour)];
    writeFileSync(tokenFile, `${old}\n`);
    writeFileSync(keyFile, privateKeyPem);
    const { domain, requests } = answering([], { credentials: await inFunction(tokenFile, keyFile) });
    await domain.read("Apps", "1");
    writeFileSync(tokenFile, `${fresh}\n`);
    await domain.read("Apps", "2");
    expect(requests.map(keyIdOf)).toEqual([`ST$${old}`, `ST$${fresh}`]);
  });

  it("has one error for a token that has expired for good, and another one for missing rights", async () => {
    const credentials = await inFunction(tokenUntil(Date.now() - 1000), privateKeyPem);
    const error = await errorOf(answering([failed(401), failed(401)], { credentials }).domain.read("Apps", "1"));
    expect([error.code, error.message.split("\n").slice(1)]).toEqual([
      "TOKEN_EXPIRED",
      [
        "The token of the resource principal has expired.",
        "OCI renews it where the program runs: restart the program to get the new one.",
      ],
    ]);
  });

  it("does not show a key that is invalid", async () => {
    const credentials = await inFunction(tokenUntil(Date.now() + hour), "hush-hush");
    const error = await errorOf(answering([], { credentials }).domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "CREDENTIALS_UNAVAILABLE",
      "No token for the resource principal.\nOCI_RESOURCE_PRINCIPAL_RPST and OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM must hold a token and its RSA key, or the paths of both.",
    ]);
    expect(everythingIn(error)).not.toContain("hush-hush");
  });

  it("names everything that is missing", async () => {
    const error = await errorOf(chooseCredentials({ auth: "ResourcePrincipal" }, {}));
    const needed = (name: string): string =>
      `  the environment variable OCI_RESOURCE_PRINCIPAL_${name} is missing, which auth ResourcePrincipal needs`;
    expect(error.message.split("\n").slice(1)).toEqual(["VERSION", "RPST", "PRIVATE_PEM", "REGION"].map(needed));
  });

  it("is refused in another version", async () => {
    expect((await errorOf(inFunction("t", "k", "1.1"))).message).toBe(
      'Requests to the identity domain cannot be signed:\n  OCI_RESOURCE_PRINCIPAL_VERSION is "1.1": auth ResourcePrincipal supports version 2.2 only',
    );
  });
});

describe("a workload identity", () => {
  const token = tokenUntil(Date.now() + hour);

  async function inPod(): Promise<{ authorityFile: string; tokenFile: string }> {
    const [authorityFile, tokenFile] = [join(folder, "ca.crt"), join(folder, "token")];
    writeFileSync(authorityFile, certificatePem);
    writeFileSync(tokenFile, "service-account-token");
    const answer = Buffer.from(JSON.stringify({ token: `ST$${token}` })).toString("base64");
    service = await listening(() => answer, { key: certificateKeyPem, cert: certificatePem });
    vi.stubEnv("KUBERNETES_SERVICE_HOST", "127.0.0.1");
    vi.stubEnv("KUBERNETES_SERVICE_PORT_PROXYMUX", String(service.port));
    vi.stubEnv("OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH", authorityFile);
    return { authorityFile, tokenFile };
  }

  it("exchanges the service account's token for one of OCI, if Node.js trusts the cluster", async () => {
    const { authorityFile, tokenFile } = await inPod();
    const principals = new URL("../../../identity-domain/credentials/principals.ts", import.meta.url);
    const program = `const { okeWorkloadIdentity } = await import(${JSON.stringify(principals.href)});
      console.log((await okeWorkloadIdentity(${JSON.stringify(tokenFile)}).current()).keyId);`;
    const environment = { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile };
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { env: environment });
    expect((await child.stdout.toArray()).join("").trim()).toBe(`ST$${token}`);
    expect(service?.heard.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
      ["POST", "/resourcePrincipalSessionTokens", "Bearer service-account-token"],
    ]);
  });

  it("says how to trust the cluster, if Node.js does not", async () => {
    const { authorityFile, tokenFile } = await inPod();
    const credentials = okeWorkloadIdentity(tokenFile);
    const error = await errorOf(answering([], { credentials }).domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "CREDENTIALS_UNAVAILABLE",
      `No token for the workload identity.\nauth OKEWorkloadIdentity works in pods of enhanced OKE clusters only, and Node.js must trust the cluster: set NODE_EXTRA_CA_CERTS=${authorityFile}.`,
    ]);
    expect(everythingIn(error)).not.toContain("service-account-token");
  });

  it("names what is missing outside a cluster", async () => {
    vi.stubEnv("KUBERNETES_SERVICE_HOST", undefined);
    vi.stubEnv("KUBERNETES_SERVICE_PORT_PROXYMUX", undefined);
    const error = await errorOf(chooseCredentials({ auth: "OKEWorkloadIdentity" }, {}));
    expect([error.code, error.message]).toEqual([
      "AUTHENTICATION_SETTINGS",
      [
        "Requests to the identity domain cannot be signed:",
        "  the environment variable KUBERNETES_SERVICE_HOST is missing, which auth OKEWorkloadIdentity needs",
        "  the environment variable KUBERNETES_SERVICE_PORT_PROXYMUX is missing, which auth OKEWorkloadIdentity needs",
      ].join("\n"),
    ]);
  });
});
