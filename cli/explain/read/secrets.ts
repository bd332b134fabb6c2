import { oneLine } from "../../../wording/one-line.ts";
import { basicCredentialsIn } from "./basic.ts";

/** What stands instead of something secret. */
const removed = "[removed]";

/** Parameters, members and headers whose values are secret, wherever they are: in a form, a URL, JSON or code. */
const secretName =
  "client_secret|clientSecret|client_assertion|assertion|password|passwd|pwd|access_token|accessToken|refresh_token|refreshToken|id_token|idToken|subject_token|actor_token|id_token_hint|code_verifier|device_code|user_code|token|SAMLResponse|private_key|privateKey|pass_phrase|passphrase|secret|adminClientSecret";

const named = new RegExp(
  `(?<![\\w-])(?:${secretName})["']?\\s*[=:]\\s*(?:b?"((?:[^"\\\\]|\\\\.)*)"|b?'((?:[^'\\\\]|\\\\.)*)'|([^\\s&"',;}\\]]+))`,
  "gi",
);

/** An authorization code: only in a form or a URL, because errors have a member `code` too. */
const codeOfFlow = /[?&\s"'](?:code|user_code|SAMLResponse|state|nonce)=([^\s&"'#]+)/g;

/** Headers that prove who sends a request, in the spelling of curl and of code. */
const authorization =
  /(?<![\w-])(?:proxy-)?authorization["']?\s*[:=,]\s*["']?(?:Bearer|Basic|Signature|Digest|Negotiate)\s+([^\r\n]+)/gi;
const otherHeaders = /(?<![\w-])(?:cookie|set-cookie|x-api-key|authorization)["']?\s*[:=]\s*["']?([^\r\n"']+)/gi;

const schemes = /(?<![\w-])(?:Bearer|Basic|Signature|Digest|Negotiate)\s+([A-Za-z0-9+/=_.~$-]{6,})/g;

/** Values that are secret by their form: JSON web tokens, client secrets, refresh tokens, private keys. */
const forms = [
  /eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)*/g,
  /idcscs-[A-Za-z0-9-]+/gi,
  /(?<![A-Za-z0-9])AQ[A-Za-z0-9+/=_-]{20,}/g,
  /ST\$\S+/g,
  /(?<=Signature )version=[^\n]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** Long words that mix letters and digits, as keys in base64 do. OCIDs, client IDs and hosts are none. */
const longWord = /(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/=_-]{33,}(?![A-Za-z0-9+/=_.-])/g;

/** Removes what is secret from everything that is shown of a message. */
export interface Redaction {
  /** A part of the message on one line, shortened, and without anything secret. */
  readonly shown: (text: string, longest?: number) => string;
}

/**
 * What is needed to show parts of a message without its secrets: those that the whole message names anywhere are removed
 * everywhere, in clear, URL-encoded and in base64.
 */
export function redactionFor(message: string): Redaction {
  const secrets = secretsIn(message);
  return {
    shown: (text, longest = 300) => oneLine(withoutForms(without(text.slice(0, 16 * longest), secrets)), longest),
  };
}

/** Every secret that a message names: what is behind the name of a secret parameter, member or header. */
export function secretsIn(message: string): string[] {
  const found = new Set<string>();
  const add = (value: string | undefined) => {
    for (const form of formsOf(value?.trim() ?? "")) if (form.length >= 4) found.add(form);
  };
  for (const [, double, single, bare] of message.matchAll(named)) add(double ?? single ?? bare);
  for (const [, value] of message.matchAll(codeOfFlow)) add(value);
  for (const [, value = ""] of message.matchAll(authorization)) for (const word of value.split(/[\s"',]+/)) add(word);
  for (const [, value = ""] of message.matchAll(otherHeaders)) {
    const parts = value.split(/;\s*/).map((part) => part.replace(/^[^=\s]*=/, ""));
    for (const part of [value, ...parts]) if (looksSecret(part)) add(part);
  }
  for (const [, value = ""] of message.matchAll(schemes)) if (looksSecret(value)) add(value);
  for (const { secret } of basicCredentialsIn(message)) add(secret);
  // Words of the messages themselves are no secrets, such as in `password: wrong`.
  return [...found].filter((one) => !ordinary.test(one)).sort((a, b) => b.length - a.length);
}

/** Short words in small letters, numbers of one or two digits, and the words of OAuth. */
const ordinary =
  /^(?:token|basic|bearer|true|false|null|none|undefined|string|secret|password|expired|required|missing|invalid|wrong|is|was|endpoint|request|response|error|path|httponly|secure|invalid_[a-z_]+|unauthorized_client|access_denied|client_[a-z]+)$/i;

/** A value as it may be written elsewhere: decoded, encoded, in base64. */
function formsOf(value: string): string[] {
  const decoded = decodedForm(value);
  return [...new Set([value, decoded])].flatMap((one) => [
    one,
    encodeURIComponent(one),
    Buffer.from(one).toString("base64"),
    Buffer.from(one).toString("base64url"),
    JSON.stringify(one).slice(1, -1),
  ]);
}

/** A value of a form as it was before it was encoded. */
export function decodedForm(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    return value;
  }
}

function without(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, removed), text);
}

function withoutForms(text: string): string {
  const masked = forms.reduce((rest, form) => rest.replaceAll(form, removed), text);
  return masked
    .replaceAll(schemes, (whole, value: string) => (looksSecret(value) ? whole.replace(value, removed) : whole))
    .replaceAll(longWord, (word) => (looksRandom(word) ? removed : word));
}

/** No word of a sentence: it has a digit, or is very long. */
function looksSecret(value: string): boolean {
  return !value.includes(" ") && value.length >= 4 && (/\d/.test(value) || value.length >= 20);
}

function looksRandom(word: string): boolean {
  return /\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word);
}
