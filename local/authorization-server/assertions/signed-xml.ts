import type { X509Certificate } from "node:crypto";
import { SignedXml } from "xml-crypto";
import { parseXml, type XmlElement } from "./xml-document.ts";

const weak = ["http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1"];

/**
 * The element that a signature covers, read from nothing but the text that was signed: what else the document holds,
 * or holds in its place, is never looked at. `undefined` when the key of none of the certificates made the signature,
 * when it rests on SHA-1, or when it covers more than one element. The certificate that the document itself may bring
 * counts for nothing.
 *
 * @see XML Signature Syntax and Processing 1.1, section 3.2; OWASP, "SAML Security", on signature wrapping
 */
export function signedElement(
  xml: string,
  signature: XmlElement,
  certificates: readonly X509Certificate[],
): XmlElement | undefined {
  for (const certificate of certificates) {
    const signed = signedTexts(xml, signature, certificate);
    if (signed.length === 1) return parseXml(signed[0] as string);
  }
  return undefined;
}

function signedTexts(xml: string, signature: XmlElement, certificate: X509Certificate): readonly string[] {
  const verifier = new SignedXml({ publicCert: certificate.toString(), getCertFromKeyInfo: () => null });
  for (const algorithm of weak) {
    delete verifier.SignatureAlgorithms[algorithm];
    delete verifier.HashAlgorithms[algorithm];
  }
  try {
    verifier.loadSignature(signature);
    return verifier.checkSignature(xml) ? verifier.getSignedReferences() : [];
  } catch {
    return [];
  }
}
