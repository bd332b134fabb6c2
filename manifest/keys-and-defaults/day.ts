import { z } from "zod";
import { isDay } from "../../wording/days.ts";
import { quote } from "../../wording/quote.ts";

/** Schema of a calendar day in UTC, `YYYY-MM-DD`. */
export function daySchema() {
  return z.string().refine((text) => isDay(text), {
    error: ({ input }) => `${quote(input)} is not a day: write year, month and day, for example 2027-01-31.`,
  });
}
