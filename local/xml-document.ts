import { createRequire } from "node:module";

/** The parts of an XML element that are read. */
export interface XmlElement {
  readonly nodeType: number;
  readonly namespaceURI: string | null;
  readonly localName: string | null;
  readonly textContent: string | null;
  readonly childNodes: ArrayLike<XmlElement>;
  /** The value of an attribute; empty if it is missing. */
  getAttribute(name: string): string;
}

interface XmlParser {
  parseFromString(text: string, mimeType: string): { readonly documentElement: XmlElement | null };
}

interface XmlLibrary {
  readonly DOMParser: new (options: { readonly errorHandler: () => never }) => XmlParser;
}

// Required, not imported: its types would make the types of a browser's page global in every file.
const require = createRequire(import.meta.url);
const { DOMParser }: XmlLibrary = require("@xmldom/xmldom");

const elementNode = 1;

/** The root element of well-formed XML without a document type; otherwise `undefined`. */
export function parseXml(text: string): XmlElement | undefined {
  if (hasDocumentType(text)) return undefined;
  const errorHandler = (): never => {
    throw new SyntaxError("The XML is not well-formed.");
  };
  try {
    return new DOMParser({ errorHandler }).parseFromString(text, "text/xml").documentElement ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whether a document has a document type: it could define entities. */
export function hasDocumentType(text: string): boolean {
  return text.includes("<!DOCTYPE");
}

/** Whether an element is of that name. */
export function isElement(element: XmlElement, namespace: string, name: string): boolean {
  return element.nodeType === elementNode && element.namespaceURI === namespace && element.localName === name;
}

/** The elements of that name directly below. */
export function childrenOf(parent: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return Array.from(parent.childNodes).filter((child) => isElement(child, namespace, name));
}
