import { createRequire } from "node:module";

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

/** A test case of a JUnit report; it passes if it has neither a failure, nor an error, nor is skipped. */
export interface JunitCase {
  readonly name: string;
  /** Why it fails, line by line; the first line is the message. */
  readonly failure?: readonly string[];
  /** Why it could not be run, line by line. */
  readonly error?: readonly string[];
  /** Why it was not run. */
  readonly skipped?: string;
  /** What else there is to say, line by line. */
  readonly output?: readonly string[];
}

/** A JUnit report with one suite. */
export interface JunitReport {
  readonly suite: string;
  /** The class of all cases. */
  readonly className: string;
  /** The type of failures and errors. */
  readonly type: string;
  readonly cases: readonly JunitCase[];
  /** What there is to say about the suite, line by line. */
  readonly output: readonly string[];
}

/** A report as JUnit XML. */
export function junitXml({ suite, className, type, cases, output }: JunitReport): string {
  const document = new DOMImplementation().createDocument(null, "testsuites");
  const element = (parent: Element, name: string, attributes: Readonly<Record<string, string>>, text?: string) => {
    const child = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, printable(value));
    if (text !== undefined) child.appendChild(document.createTextNode(printable(text)));
    parent.appendChild(child);
    return child;
  };
  const having = (key: "failure" | "error" | "skipped") => cases.filter((one) => one[key] !== undefined).length;
  const parent = element(document.documentElement, "testsuite", {
    name: suite,
    tests: String(cases.length),
    failures: String(having("failure")),
    errors: String(having("error")),
    ...(having("skipped") > 0 && { skipped: String(having("skipped")) }),
  });
  for (const { name, failure, error, skipped, output: said = [] } of cases) {
    const testCase = element(parent, "testcase", { classname: className, name });
    for (const [kind, lines] of Object.entries({ failure, error }))
      if (lines !== undefined) element(testCase, kind, { type, message: lines[0] ?? "" }, lines.join("\n"));
    if (skipped !== undefined) element(testCase, "skipped", { message: skipped });
    if (said.length > 0) element(testCase, "system-out", {}, said.join("\n"));
  }
  if (output.length > 0) element(parent, "system-out", {}, output.join("\n"));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}

/** XML has no control characters, not even escaped. */
function printable(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}
