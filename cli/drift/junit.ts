import { createRequire } from "node:module";
import { compare } from "../../wording/order.ts";
import { renderEntry } from "./render.ts";
import type { Entry, Report } from "./report.ts";

interface Element {
  setAttribute(name: string, value: string): void;
  appendChild(child: object): void;
}

interface XmlDocument {
  readonly documentElement: Element;
  createElement(name: string): Element;
  createTextNode(text: string): object;
}

interface XmlLibrary {
  readonly DOMImplementation: new () => { createDocument(namespace: null, name: string): XmlDocument };
  readonly XMLSerializer: new () => { serializeToString(document: XmlDocument): string };
}

// Required, not imported: its types would make the types of a browser's page global in every file.
const { DOMImplementation, XMLSerializer }: XmlLibrary = createRequire(import.meta.url)("@xmldom/xmldom");

/**
 * A report as JUnit XML: a test case for each place, which fails for each difference. A place is a client, a resource application
 * or the environment; rights that are left alone are output of the case.
 *
 * @param places all places that were compared: those without a difference pass
 */
export function junitOf({ stack, entries, notes }: Report, places: readonly string[]): string {
  const names = [...new Set([...places, ...entries.flatMap(({ where }) => where.map(({ name }) => name))])].sort(
    compare,
  );
  const cases = names.map((name) => ({ name, entries: entries.filter((entry) => isAt(entry, name)) }));
  const failing = cases.filter((one) => one.entries.some(({ drift }) => drift));
  const document = new DOMImplementation().createDocument(null, "testsuites");
  const element = (parent: Element, name: string, attributes: Readonly<Record<string, string>>, text?: string) => {
    const child = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, printable(value));
    if (text !== undefined) child.appendChild(document.createTextNode(printable(text)));
    parent.appendChild(child);
    return child;
  };
  const counts = { tests: String(cases.length), failures: String(failing.length), errors: "0" };
  const suite = element(document.documentElement, "testsuite", { name: `drift of ${stack}`, ...counts });
  for (const one of cases) {
    const testCase = element(suite, "testcase", { classname: `drift.${stack}`, name: one.name });
    const linesOf = (drift: boolean) =>
      one.entries.filter((entry) => entry.drift === drift).flatMap((entry) => renderEntry(only(entry, one.name)));
    const [first, ...more] = linesOf(true);
    if (first !== undefined)
      element(testCase, "failure", { type: "drift", message: first }, [first, ...more].join("\n"));
    if (linesOf(false).length > 0) element(testCase, "system-out", {}, linesOf(false).join("\n"));
  }
  if (notes.length > 0) element(suite, "system-out", {}, notes.join("\n"));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}

function isAt({ where }: Entry, name: string): boolean {
  return where.some((place) => place.name === name);
}

function only(entry: Entry, name: string): Entry {
  return { ...entry, where: entry.where.filter((place) => place.name === name) };
}

/** XML has no control characters, not even escaped. */
function printable(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "�");
}
