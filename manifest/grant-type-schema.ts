import { consoleWords } from "./grant-type.ts";
import { spelled } from "./spelling.ts";

/** A grant type in either spelling. */
export const grantTypeSchema = spelled(consoleWords, "a grant type");
