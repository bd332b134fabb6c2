import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { stackOf, tagsOf } from "../../requests/ownership.ts";
import { isList, type Values } from "../../values/property-values.ts";
import { withOmittedTexts } from "./omitted-texts.ts";
import { withoutRevocations } from "./revoke-grants.ts";

const { adopted } = ownershipTags;

/**
 * What a program says about an application, completed by what it cannot say: that omitted texts have no value, and on which day
 * the application was adopted; without what is no attribute of it, the grants that are to be revoked. Only for one with a stack's tags, which belongs to the program as a whole.
 *
 * @param olds what the application has
 */
export function ownedInputs(news: Values, olds: Values): Values {
  const day = tagsOf(olds).get(adopted);
  const completed = withOmittedTexts(withoutRevocations(news));
  return day === undefined || stackOf(news) === undefined ? completed : withAdoptionDay(completed, day);
}

/** The inputs with the tag that says when the application was adopted, unless the program sets it. */
export function withAdoptionDay(news: Values, day: string): Values {
  if (!isList(news.tags) || tagsOf(news).has(adopted)) return news;
  return { ...news, tags: [...news.tags, { key: adopted, value: day }] };
}
