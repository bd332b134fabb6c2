import { consoleWords } from "../oracle/grant-types.ts";
import { spelled } from "./console-words.ts";

/** Schema of a grant type, in the API's or in the console's spelling. */
export const grantTypeSchema = spelled(consoleWords, "a grant type");
