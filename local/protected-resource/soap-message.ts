import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { childrenOf, isElement, parseXml } from "../xml-document.ts";

const soap = "http://schemas.xmlsoap.org/soap/envelope/";
const elementNode = 1;

/** What a SOAP request asks for: the name of the first element in its body. */
export interface SoapRequest {
  /** `undefined` for an empty body. */
  readonly operation: string | undefined;
}

/** Reads a SOAP 1.1 envelope; `undefined` for anything else. @see SOAP 1.1, section 4 */
export function readSoap(text: string): SoapRequest | undefined {
  const envelope = parseXml(text);
  if (envelope === undefined || !isElement(envelope, soap, "Envelope")) return undefined;
  const [body] = childrenOf(envelope, soap, "Body");
  if (body === undefined) return undefined;
  const first = Array.from(body.childNodes).find(({ nodeType }) => nodeType === elementNode);
  return { operation: first?.localName ?? undefined };
}

/** An envelope that names what was called. */
export async function soapAnswer(said: Readonly<Record<string, string>>): Promise<string> {
  const elements = Object.entries(said).map(([name, value]) => html`<${raw(name)}>${value}</${raw(name)}>`);
  return await envelope(html`<called xmlns="urn:local-domain:utilities">${elements}</called>`);
}

/** A fault that the sender of the message has caused. @see SOAP 1.1, section 4.4 */
export async function soapFault(reason: string): Promise<string> {
  return await envelope(
    html`<soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>${reason}</faultstring></soapenv:Fault>`,
  );
}

/** `html` escapes what is inserted: the characters that XML needs escaped are among those of HTML. */
async function envelope(content: HtmlEscapedString | Promise<HtmlEscapedString>): Promise<string> {
  const text = await html`<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="${soap}"><soapenv:Body>${await content}</soapenv:Body></soapenv:Envelope>
`;
  return text.toString();
}
