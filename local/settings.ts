import { type Answers, answersSchema, type ResolvedAnswers } from "./answers/answers.ts";

/** The types of an identity domain, which its owner chooses and pays for. */
export const domainTypes = ["free", "oracle-apps", "oracle-apps-premium", "premium", "external"] as const;

/** The type of an identity domain. */
export type DomainType = (typeof domainTypes)[number];

/** What a test or an operator may choose: how the domain runs, and the answers to open questions. */
export interface LocalDomainSettings extends Answers {
  /** The clock of signatures, tokens and `meta`. @default () => new Date() */
  readonly now?: () => Date;
  /** The type of the domain: how many requests it answers and objects it holds. @default "none", without limits */
  readonly domainType?: DomainType | "none";
}

/** The settings with every default filled in. */
export interface ResolvedSettings extends ResolvedAnswers {
  readonly now: () => Date;
  readonly domainType: DomainType | "none";
}

/** Fills in the defaults. */
export function resolveSettings(settings: LocalDomainSettings): ResolvedSettings {
  const { now = () => new Date(), domainType = "none" } = settings;
  return { ...answersSchema.parse(settings), now, domainType };
}
