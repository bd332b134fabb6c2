import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../manifest/read-certificate.ts";
import { filesIn } from "../../manifest/yaml/files.ts";
import { folderWith } from "./world.ts";

const ledger = join(import.meta.dirname, "valid/everything/ledger.pem");
const pem = readFileSync(ledger, "utf8");

describe("readCertificate", () => {
  it("returns the certificate, its fingerprint and when it expires", () => {
    const { raw } = new X509Certificate(pem);
    expect(readCertificate(ledger)).toStrictEqual({
      base64: raw.toString("base64"),
      sha256: createHash("sha256").update(raw).digest("hex"),
      expires: "2120-01-01T00:00:00.000Z",
    });
  });

  it("ignores text before the certificate, and Windows line breaks", () => {
    const file = fileWith(`subject=CN = ledger\r\n${pem.replaceAll("\n", "\r\n")}`);
    expect(readCertificate(file)).toStrictEqual(readCertificate(ledger));
  });

  it.each([
    ["2119-12-31T23:59:59Z", undefined],
    ["2120-01-01T00:00:01Z", undefined],
    [
      "2019-12-31T23:59:59Z",
      "is not valid before 2020-01-01T00:00:00.000Z: wait until then, or use another certificate.",
    ],
  ])("refuses at %s a certificate that is not valid yet, but not one that expired: %s", (now, refused) => {
    expect(readCertificate(ledger, filesIn(), new Date(now))).toStrictEqual(
      refused === undefined ? readCertificate(ledger) : { refused },
    );
  });

  it.each(["pkcs8", "pkcs1"] as const)("refuses a file with a private key, without showing it (%s)", (type) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = privateKey.export({ type, format: "pem" });
    const refusal = {
      refused:
        "contains a private key: remove it from the folder and from its history, create a new key, and put only the new certificate here.",
    };
    expect(readCertificate(fileWith(`${pem}${key}`))).toStrictEqual(refusal);
    expect(readCertificate(fileWith(`${key}`))).toStrictEqual(refusal);
    expect(readCertificate(fileWith(`${String(key).slice(0, 200)}`))).toStrictEqual(refusal);
  });

  it("refuses a certificate in DER, with the command that converts it to PEM", () => {
    const file = fileWith("");
    writeFileSync(file, new X509Certificate(pem).raw);
    expect(readCertificate(file)).toStrictEqual({
      refused:
        'is not a certificate in PEM, which begins with "-----BEGIN CERTIFICATE-----". To convert DER: openssl x509 -inform der -in <file> -out <file>.pem.',
    });
  });
});

function fileWith(content: string): string {
  return join(folderWith({ "a.pem": content }), "a.pem");
}
