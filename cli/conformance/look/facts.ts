import { z } from "zod";

/** What was seen of one subject: a place → what is there. Or why it was not seen. */
const seen = z.union([z.record(z.string(), z.string()), z.object({ notSeen: z.string() }).strict()]);

/** What can be seen of an identity domain without changing it; ids, names and URLs of the domain are not among it. */
export const lookSchema = z.object({
  /** `<schema>` and `<schema> <attribute>` → its type, mutability and so on. */
  schemas: seen,
  /** `<document> <member>` → its value. */
  discovery: seen,
  /** The claims of a client's own token for the domain → their types. */
  claims: seen,
  /** How lists answer. */
  lists: seen,
});

/** See `lookSchema`. */
export type Look = z.infer<typeof lookSchema>;

/** One subject of a look. */
export type Seen = z.infer<typeof seen>;

/** The subject, unless it was not seen. */
export function factsOf(one: Seen): Readonly<Record<string, string>> | undefined {
  return typeof one.notSeen === "string" && Object.keys(one).length === 1 ? undefined : (one as Record<string, string>);
}
