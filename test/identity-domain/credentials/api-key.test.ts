import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuthenticationSettings } from "../../../identity-domain/credentials/authentication-settings.ts";
import { chooseCredentials, chooseSigningKey } from "../../../identity-domain/credentials/choose-credentials.ts";
import { fingerprintOf } from "../../../identity-domain/credentials/credentials.ts";
import type { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { privateKeyPem, signingKey } from "../key.ts";

// A folder with a key file, an encrypted one and a configuration file; nothing in the environment but what a test puts there.

let folder: string;
let keyFile: string;
let encryptedFile: string;
let configFile: string;
const nowhere = { OCI_CONFIG_FILE: "/nowhere/config" };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "authentication-"));
  [keyFile, encryptedFile, configFile] = ["key.pem", "encrypted.pem", "config"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(keyFile, `${privateKeyPem}OCI_API_KEY\n`);
  const encrypted = createPrivateKey(privateKeyPem).export({
    type: "pkcs8",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: "open sesame",
  });
  writeFileSync(encryptedFile, encrypted);
  writeFileSync(
    configFile,
    `[DEFAULT]\nuser=u-default\ntenancy=t-default\nfingerprint=f-default\nkey_file=${keyFile}\n[WORK]\nuser=u-work\nkey_file=${encryptedFile}\npass_phrase=open sesame\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function problemsOf(settings: AuthenticationSettings, environment: NodeJS.ProcessEnv = nowhere): Promise<string> {
  const error = await chooseCredentials(settings, environment).catch((thrown: IdentityDomainError) => thrown);
  if (!("code" in error)) throw new TypeError("credentials were found");
  expect(error.code).toBe("AUTHENTICATION_SETTINGS");
  return error.message.replaceAll(folder, "<folder>");
}

const user = { tenancyOcid: "t", userOcid: "u" };

describe("unusable settings", () => {
  it("are all named at once, with the places to set them", async () => {
    expect(await problemsOf({ privateKeyPath: join(folder, "none.pem") })).toBe(
      [
        "Requests to the identity domain cannot be signed:",
        "  tenancyOcid is missing: `pulumi config set oci:tenancyOcid` or OCI_TENANCY_OCID",
        "  userOcid is missing: `pulumi config set oci:userOcid` or OCI_USER_OCID",
        "  the key file <folder>/none.pem does not exist: `pulumi config set oci:privateKeyPath` or OCI_PRIVATE_KEY_PATH",
      ].join("\n"),
    );
  });

  const key = "`pulumi config set oci:privateKeyPath` or OCI_PRIVATE_KEY_PATH";
  const password = "`pulumi config set --secret oci:privateKeyPassword` or OCI_PRIVATE_KEY_PASSWORD";
  const cases: readonly [string, () => AuthenticationSettings, string][] = [
    [
      "no key",
      () => user,
      `the private key is missing: ${key} (or the key itself, \`pulumi config set --secret oci:privateKey\` or OCI_PRIVATE_KEY)`,
    ],
    [
      "a folder as key file",
      () => ({ ...user, privateKeyPath: folder }),
      `the key file <folder> cannot be read: ${key}`,
    ],
    [
      "no PEM",
      () => ({ ...user, privateKey: "hunter2" }),
      'privateKey is not a private key in PEM form ("-----BEGIN PRIVATE KEY-----" …)',
    ],
    [
      "another kind of key",
      () => ({ ...user, privateKey: ellipticKey() }),
      "privateKey is not an RSA key: OCI API keys are RSA keys in PEM form",
    ],
    [
      "no password",
      () => ({ ...user, privateKeyPath: encryptedFile }),
      `the key file <folder>/encrypted.pem is encrypted: ${password}`,
    ],
    [
      "a wrong password",
      () => ({ ...user, privateKeyPath: encryptedFile, privateKeyPassword: "hunter2" }),
      `the key file <folder>/encrypted.pem cannot be decrypted with this privateKeyPassword: ${password}`,
    ],
    [
      "a profile without a file",
      () => ({ ...user, privateKeyPath: keyFile, configFileProfile: "WORK" }),
      'the configuration file /nowhere/config does not exist, so it has no profile "WORK": `pulumi config set oci:configFileProfile` or OCI_CONFIG_FILE_PROFILE',
    ],
    [
      "another mode",
      () => ({ ...user, auth: "InstancePrincipalWithCerts" }),
      'auth "InstancePrincipalWithCerts" is not one of ApiKey, SecurityToken, InstancePrincipal, ResourcePrincipal, OKEWorkloadIdentity, WorkloadIdentityFederation, AdminClient: `pulumi config set oci:auth` or OCI_AUTH, or remove it for ApiKey',
    ],
  ];
  it.each(cases)("%s", async (_, settings, problem) => {
    const message = await problemsOf(settings());
    expect(message).toBe(`Requests to the identity domain cannot be signed:\n  ${problem}`);
    expect(message).not.toContain("hunter2");
  });

  it("include a profile that the file does not have", async () => {
    expect(await problemsOf({ ...user, configFileProfile: "PLAY" }, { OCI_CONFIG_FILE: configFile })).toContain(
      'the configuration file <folder>/config has no profile "PLAY", or is malformed',
    );
  });
});

describe("the key's id", () => {
  const keyId = async (settings: AuthenticationSettings, environment: NodeJS.ProcessEnv = nowhere): Promise<string> =>
    (await chooseSigningKey(settings, environment)).keyId;
  const fingerprint = fingerprintOf(signingKey.privateKey);

  it("contains the key's own fingerprint if none is set", async () => {
    expect(fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect(await keyId({ ...user, privateKey: privateKeyPem })).toBe(`t/u/${fingerprint}`);
    expect(await keyId({ ...user, privateKey: privateKeyPem, fingerprint: "f" })).toBe("t/u/f");
  });

  it("comes from a file relative to the working directory", async () => {
    expect(await keyId({ ...user, privateKeyPath: relative(process.cwd(), keyFile) })).toBe(`t/u/${fingerprint}`);
  });

  it("comes from an encrypted file", async () => {
    const settings = { ...user, privateKeyPath: encryptedFile, privateKeyPassword: "open sesame" };
    expect(await keyId(settings)).toBe(`t/u/${fingerprint}`);
  });

  it("comes from the environment, in the forms that Terraform and OCI use, and from the settings first", async () => {
    const environment = { TF_VAR_tenancy_ocid: "t-env", OCI_USER_OCID: "u-env", OCI_PRIVATE_KEY_PATH: keyFile };
    expect(await keyId({}, environment)).toBe(`t-env/u-env/${fingerprint}`);
    expect(await keyId({ userOcid: "u" }, environment)).toBe(`t-env/u/${fingerprint}`);
  });

  it("comes from the profile DEFAULT if it is not set elsewhere", async () => {
    expect(await keyId({}, { OCI_CONFIG_FILE: configFile })).toBe("t-default/u-default/f-default");
    expect(await keyId({}, { OCI_CLI_CONFIG_FILE: configFile, OCI_USER_OCID: "u-env" })).toBe(
      "t-default/u-env/f-default",
    );
  });

  it("comes from a named profile, which inherits from DEFAULT", async () => {
    expect(await keyId({ configFileProfile: "WORK" }, { OCI_CONFIG_FILE: configFile })).toBe(
      "t-default/u-work/f-default",
    );
  });
});

function ellipticKey(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}
