import { stackOf } from "../../requests/ownership.ts";
import type { Change } from "../../values/diff.ts";
import { isAbsent, isList, isValues, type Value, type Values } from "../../values/property-values.ts";

/** The optional texts of an application to which the domain gives no value of its own. */
const texts = [
  "audience",
  "contactEmailAddress",
  "description",
  "errorPageUrl",
  "icon",
  "idTokenEncAlgo",
  "landingPageUrl",
  "loginPageUrl",
  "logoutPageUrl",
  "logoutUri",
  "privacyPolicyUrl",
  "termsOfServiceUrl",
];

/** The lifetimes of the tokens for an API. Without a value, those of the identity domain count. */
const lifetimes = ["accessTokenExpiry", "refreshTokenExpiry"];

/**
 * What a program says about an application, with `""`, which stands for no value, for each text and each lifetime that it omits.
 *
 * Only for an application with a stack's tags: that belongs to the program as a whole. The program cannot say `""` itself,
 * because the official plugin would send it to the domain, which refuses it for some attributes.
 */
export function withOmittedTexts(news: Values): Values {
  if (stackOf(news) === undefined) return news;
  const names = news.isOauthResource === true ? [...texts, ...lifetimes] : texts;
  const omitted = names.filter((name) => isAbsent(news[name])).map((name) => [name, ""]);
  const scopes = isList(news.scopes) && { scopes: news.scopes.map(withTexts) };
  return { ...news, ...Object.fromEntries(omitted), ...scopes };
}

/** A change of a text or a lifetime that the program omits deletes it. */
export function asDeletion(change: Change, news: Values): Change {
  return [...texts, ...lifetimes].includes(change.path) && isAbsent(news[change.path])
    ? { ...change, kind: "delete" }
    : change;
}

function withTexts(scope: Value): Value {
  return isValues(scope) ? { displayName: "", description: "", ...scope } : scope;
}
