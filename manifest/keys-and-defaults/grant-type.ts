import { consoleWords } from "../oracle/grant-types.ts";
import { spelled } from "./console-words.ts";

/** A grant type in either spelling. */
export const grantTypeSchema = spelled(consoleWords, "a grant type");
