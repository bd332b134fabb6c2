import type { X509Certificate } from "node:crypto";
import type { SignedXml } from "xml-crypto";
import { parseXml, type XmlElement } from "../../xml-document.ts";

const weak = ["http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1"];

/**
 * The element that a signature covers, read from nothing but the text that was signed: what else the document holds,
 * or holds in its place, is never looked at. `undefined` when the key of none of the certificates made the signature,
 * when it rests on SHA-1, or when it covers more than one element. The certificate that the document itself may bring
 * counts for nothing.
 *
 * @see XML Signature Syntax and Processing 1.1, section 3.2; OWASP, "SAML Security", on signature wrapping
 */
export async function signedElement(
  xml: string,
  signature: XmlElement,
  certificates: readonly X509Certificate[],
): Promise<XmlElement | undefined> {
  // A tenth of the domain's memory, and hardly any domain ever sees a SAML assertion.
  const { SignedXml } = await import("xml-crypto");
  for (const certificate of certificates) {
    const verifier = new SignedXml({ publicCert: certificate.toString(), getCertFromKeyInfo: () => null });
    const signed = signedTexts(xml, signature, verifier);
    if (signed.length === 1) return parseXml(signed[0] as string);
  }
  return undefined;
}

function signedTexts(xml: string, signature: XmlElement, verifier: SignedXml): readonly string[] {
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
