import type { DomainContext } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import { childrenOf, hasDocumentType, isElement, parseXml, type XmlElement } from "../../xml-document.ts";
import { certificatesOf } from "../clients/client-certificates.ts";
import { useOnce } from "../records/used-assertions.ts";
import { type Assertion, type AssertionRefusal, refusedClaim, unproven } from "./assertion.ts";
import { audiencesOf } from "./audiences.ts";
import { signedElement } from "./signed-xml.ts";

const saml = "urn:oasis:names:tc:SAML:2.0:assertion";
const samlProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";
const xmlSignature = "http://www.w3.org/2000/09/xmldsig#";
const bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/**
 * Checks a SAML 2.0 assertion, or a response that holds one, in base64 or base64url: signed by the key of one of the
 * client's certificates, meant for this domain, confirmed for its bearer and for this recipient, within its time, and
 * not used before.
 *
 * @see RFC 7522, section 3; identity-domains-api.md 10.3
 */
export async function readSamlAssertion(
  domain: DomainContext,
  client: Resource,
  text: string,
): Promise<Assertion | AssertionRefusal> {
  const xml = Buffer.from(text, "base64").toString("utf8");
  const assertion = await signedAssertion(domain, client, xml);
  if ("reason" in assertion) return assertion;

  const [subject] = childrenOf(assertion, saml, "Subject");
  const [conditions] = childrenOf(assertion, saml, "Conditions");
  const [nameId] = subject === undefined ? [] : childrenOf(subject, saml, "NameID");
  const name = nameId?.textContent?.trim() ?? "";
  if (name === "" || subject === undefined) return refusedClaim("The assertion names no subject.");
  if (conditions === undefined || !isForDomain(domain, conditions)) {
    return refusedClaim("The audience of the assertion is missing or wrong.");
  }
  const confirmation = childrenOf(subject, saml, "SubjectConfirmation")
    .filter((one) => one.getAttribute("Method") === bearer)
    .flatMap((one) => childrenOf(one, saml, "SubjectConfirmationData"))
    .find((data) => audiencesOf(domain).has(data.getAttribute("Recipient")));
  if (confirmation === undefined) return refusedClaim("The recipient of the assertion is missing or wrong.");

  const now = domain.settings.now().getTime();
  const starts = times([conditions, confirmation], "NotBefore");
  const ends = times([conditions, confirmation], "NotOnOrAfter");
  if (!starts.every((start) => start <= now)) return refusedClaim("The assertion is not valid yet.");
  if (ends.length === 0 || !ends.every((end) => now < end)) return refusedClaim("The assertion has expired.");

  const issuer = textOf(client, "name") ?? "";
  const id = `SAML ${assertion.getAttribute("ID")}`;
  const isFirst = useOnce(domain, { issuer, id, expiresAt: Math.min(...ends) / 1000 });
  return isFirst ? { subject: name } : refusedClaim("The assertion was used before.");
}

/** The assertion as it was signed, by itself or with the response around it. */
async function signedAssertion(
  domain: DomainContext,
  client: Resource,
  xml: string,
): Promise<XmlElement | AssertionRefusal> {
  const root = parseXml(xml);
  if (root === undefined) return unproven(hasDocumentType(xml) ? "It has a document type." : "It is not XML.");
  const certificates = certificatesOf(domain, client).map(({ certificate }) => certificate);
  let refusal = unproven("It has no signature at an assertion or a response.");
  for (const holder of [root, ...childrenOf(root, saml, "Assertion")]) {
    for (const signature of childrenOf(holder, xmlSignature, "Signature")) {
      const signed = await signedElement(xml, signature, certificates);
      if ("reason" in signed) {
        refusal = unproven(signed.reason);
        continue;
      }
      const assertion = onlyAssertion(signed);
      if (assertion !== undefined) return assertion;
      refusal = unproven("What is signed is not exactly one assertion.");
    }
  }
  return refusal;
}

function onlyAssertion(element: XmlElement): XmlElement | undefined {
  if (isElement(element, saml, "Assertion")) return element;
  const assertions = isElement(element, samlProtocol, "Response") ? childrenOf(element, saml, "Assertion") : [];
  return assertions.length === 1 ? assertions[0] : undefined;
}

/** What the elements state, in milliseconds; a string that is not a time is `NaN`, which no time is before or after. */
function times(elements: readonly XmlElement[], attribute: string): readonly number[] {
  return elements
    .map((one) => one.getAttribute(attribute))
    .filter((text) => text !== "")
    .map((text) => Date.parse(text));
}

function isForDomain(domain: DomainContext, conditions: XmlElement): boolean {
  const restrictions = childrenOf(conditions, saml, "AudienceRestriction");
  const names = audiencesOf(domain);
  const isNamed = (restriction: XmlElement) =>
    childrenOf(restriction, saml, "Audience").some((one) => names.has(one.textContent?.trim() ?? ""));
  return restrictions.length > 0 && restrictions.every(isNamed);
}
