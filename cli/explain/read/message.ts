import { type BasicCredentials, basicCredentialsIn } from "./basic.ts";
import { objectsIn } from "./bodies.ts";
import { parametersIn, type RequestParameters } from "./parameters.ts";
import { refusalIn, type StatedRefusal } from "./refusal.ts";
import { requestIn, type ShownRequest, statusIn } from "./request.ts";
import { type Redaction, redactionFor } from "./secrets.ts";

/** What a pasted error, answer or log says. */
export interface Message extends StatedRefusal {
  /** The whole text, for patterns; it may contain secrets. */
  readonly text: string;
  readonly redaction: Redaction;
  /** The HTTP status of the answer. */
  readonly status?: number;
  readonly request?: ShownRequest;
  /** The parameters of the request that are no secrets. */
  readonly parameters: RequestParameters;
  readonly basic?: BasicCredentials;
  /** The client secret in the message, for a comparison only. */
  readonly secret?: string;
  /** The header `Date` of the answer. */
  readonly date?: string;
  /** Whether an access token, or another JSON web token, is in the message. */
  readonly hasToken: boolean;
  /** Whether a client assertion is in the message. */
  readonly hasAssertion: boolean;
}

/** Reads a message: JSON, headers and a body, `curl -v`, Postman's text, a URL with `error=`, a stack of a program. */
export function readMessage(input: string): Message {
  const text = plain(input);
  const objects = objectsIn(text);
  const status = statusIn(text, objects);
  const request = requestIn(text);
  const credentials = basicCredentialsIn(text);
  const basic =
    credentials.find(({ secret, problems }) => secret !== undefined || problems.length > 0) ?? credentials[0];
  const parameters = parametersIn(text, basic);
  const secret = basic?.secret ?? formSecret(text);
  const date = /^[< \t]*date[ \t]*:[ \t]*(.+ GMT)[ \t]*$/im.exec(text)?.[1];
  return {
    text,
    redaction: redactionFor(input),
    ...refusalIn(text, objects),
    ...(status !== undefined && { status }),
    ...(request !== undefined && { request }),
    parameters,
    ...(basic !== undefined && { basic }),
    ...(secret !== undefined && secret !== "" && { secret }),
    ...(date !== undefined && { date }),
    hasToken: /eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/.test(text),
    hasAssertion: /client_assertion["']?\s*[=:]/.test(text),
  };
}

/** Without colours, and with one kind of line break. */
function plain(input: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a colour.
  return input.replaceAll(/\u001B\[[0-9;]*[A-Za-z]/g, "").replaceAll("\r\n", "\n");
}

function formSecret(text: string): string | undefined {
  const [, value] = /(?<![\w-])client_secret=([^&\s"']+)/.exec(text) ?? [];
  if (value === undefined) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
