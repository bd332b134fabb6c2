import type { X509Certificate } from "node:crypto";
import type { SignedXml } from "xml-crypto";
import { parseXml, type XmlElement } from "../../xml-document.ts";

const weak = ["http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1"];

/** Why a signature proves nothing. */
export interface SignatureRefusal {
  readonly reason: string;
}

/**
 * The element that a signature covers, read only from the text that was signed: anything else in the document
 * is ignored. A signature proves nothing if the key of none of the certificates made it, if it
 * uses SHA-1, or if it covers more than one element. A certificate in the document itself counts for nothing.
 *
 * @see XML Signature Syntax and Processing 1.1, section 3.2; OWASP, "SAML Security", on signature wrapping
 */
export async function signedElement(
  xml: string,
  signature: XmlElement,
  certificates: readonly X509Certificate[],
): Promise<XmlElement | SignatureRefusal> {
  // A tenth of the domain's memory, and hardly any domain ever sees a SAML assertion.
  const { SignedXml } = await import("xml-crypto");
  let refusal: SignatureRefusal = { reason: "The client has no valid certificate." };
  for (const certificate of certificates) {
    const verifier = new SignedXml({ publicCert: certificate.toString(), getCertFromKeyInfo: () => null });
    const signed = signedTexts(xml, signature, verifier);
    if ("reason" in signed) {
      refusal = signed;
      continue;
    }
    const [only, ...others] = signed;
    const element = only === undefined || others.length > 0 ? undefined : parseXml(only);
    if (element !== undefined) return element;
    refusal = { reason: "The signature does not cover exactly one element." };
  }
  return refusal;
}

function signedTexts(xml: string, signature: XmlElement, verifier: SignedXml): readonly string[] | SignatureRefusal {
  for (const algorithm of weak) {
    delete verifier.SignatureAlgorithms[algorithm];
    delete verifier.HashAlgorithms[algorithm];
  }
  try {
    verifier.loadSignature(signature);
    if (verifier.checkSignature(xml)) return verifier.getSignedReferences();
    return { reason: "What it covers was changed after it was signed." };
  } catch (error) {
    const { message } = error as Error;
    if (/algorithm/.test(message)) return { reason: "An algorithm of the signature is not accepted." };
    if (/^invalid signature/.test(message))
      return { reason: "No valid certificate of the client verifies the signature." };
    return { reason: "The signature cannot be checked." };
  }
}
