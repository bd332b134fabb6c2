import type { BasicCredentials } from "./basic.ts";
import { decodedForm } from "./secrets.ts";

/** The parameters of an OAuth request that may be shown. */
export interface RequestParameters {
  readonly clientId?: string;
  readonly grantType?: string;
  /** The requested scopes, one by one. */
  readonly scopes?: readonly string[];
  readonly redirectUri?: string;
  readonly responseType?: string;
  readonly userName?: string;
}

/** The most scopes of a request that are looked at: each may cost a request to the domain. */
const mostScopes = 20;

/** What a message says about the parameters of its request. */
export function parametersIn(text: string, basic: BasicCredentials | undefined): RequestParameters {
  const clientId = basic?.clientId ?? parameter(text, "client_id") ?? clientIn(text);
  const scope = parameter(text, "scope") ?? scopeIn(text);
  const scopes = scope?.split(/\s+/).filter(Boolean).slice(0, mostScopes);
  return defined({
    clientId,
    grantType: parameter(text, "grant_type"),
    scopes,
    redirectUri: parameter(text, "redirect_uri") ?? redirectIn(text),
    responseType: parameter(text, "response_type"),
    userName: parameter(text, "username"),
  });
}

/** A parameter of a form, of a URL, of curl's `--data-urlencode`, or a member of JSON or of a program's call. */
function parameter(text: string, name: string): string | undefined {
  const quotedForm = new RegExp(`--data-urlencode[ =]+(["'])${name}=(.*?)\\1`, "s").exec(text)?.[2];
  if (quotedForm !== undefined) return quotedForm;
  const form = new RegExp(`(?<![\\w-])${name}=([^&\\s"'\`,)]+)`).exec(text)?.[1];
  if (form !== undefined) return decodedForm(form);
  const code = new RegExp(`(?<![\\w-])["']?${name}["']?\\s*[:=]\\s*(["'])(.*?)\\1`).exec(text)?.[2];
  return code === undefined ? undefined : decodedForm(code);
}

/** The client in the words of this project, and of the domain for a wrong redirect URL. */
function clientIn(text: string): string | undefined {
  return (/for client "([^"]{1,200})"/.exec(text) ??
    /the admin client "([^"]{1,200})"/.exec(text) ??
    /Client (\S{1,200}) requested an invalid redirect URL/.exec(text))?.[1];
}

/** The scope in the words of this project, and of a server that names the one that it refuses. */
function scopeIn(text: string): string | undefined {
  return (/may not request "([^"]{1,1000})"/.exec(text) ??
    /\bscope:? ["'`]?((?:urn:|https?:)[^\s"'`,}]{1,500}?)\.?(?=[\s"'`,}]|$)/m.exec(text))?.[1];
}

function redirectIn(text: string): string | undefined {
  return /invalid redirect URL:\s*([^\s"',]+?)\.?(?=\s|["',]|$)/.exec(text)?.[1];
}

function defined<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
