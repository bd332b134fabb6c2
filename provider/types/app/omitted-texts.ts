import { stackOf } from "../../requests/ownership.ts";
import type { Change } from "../../values/diff.ts";
import { isAbsent, isList, isValues, type Value, type Values } from "../../values/property-values.ts";

/** The optional texts of an application to which the domain gives no value of its own. */
const texts = [
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

/**
 * What a program says about an application, with `""`, which stands for no value, for each text that it omits.
 *
 * Only for an application with a stack's tags: that belongs to the program as a whole. The program cannot say `""` itself,
 * because the official plugin would send it to the domain, which refuses it for some attributes.
 */
export function withOmittedTexts(news: Values): Values {
  if (stackOf(news) === undefined) return news;
  const omitted = texts.filter((name) => isAbsent(news[name])).map((name) => [name, ""]);
  const scopes = isList(news.scopes) && { scopes: news.scopes.map(withDescription) };
  return { ...news, ...Object.fromEntries(omitted), ...scopes };
}

/** A change of a text that the program omits deletes it. */
export function asDeletion(change: Change, news: Values): Change {
  return texts.includes(change.path) && isAbsent(news[change.path]) ? { ...change, kind: "delete" } : change;
}

function withDescription(scope: Value): Value {
  return isValues(scope) && isAbsent(scope.description) ? { ...scope, description: "" } : scope;
}
