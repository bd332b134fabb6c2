import { z } from "zod";

const text = z.string();
const flag = z.boolean().optional();
const texts = z.array(text).optional();

/** The attributes of an application that checks read; a client secret is none of them. */
export const appAttributes =
  "displayName,name,active,isOAuthClient,isOAuthResource,clientType,allowedGrants,redirectUris,allowedScopes,trustScope,allowAccessControl,allowOffline,appsNetworkPerimeters,certificates,tags,meta,audience,scopes,serviceTypeURN,isOPCService";

/** An application as the domain has it. */
export const liveAppSchema = z.looseObject({
  id: text,
  displayName: text,
  name: text.optional(),
  active: flag,
  isOAuthClient: flag,
  isOAuthResource: flag,
  isOPCService: flag,
  clientType: text.optional(),
  allowedGrants: texts,
  redirectUris: texts,
  allowedScopes: z.array(z.looseObject({ fqs: text, idOfDefiningApp: text.optional() })).optional(),
  trustScope: text.optional(),
  allowAccessControl: flag,
  allowOffline: flag,
  appsNetworkPerimeters: z.array(z.unknown()).optional(),
  certificates: z.array(z.unknown()).optional(),
  tags: z.array(z.object({ key: text, value: text })).optional(),
  meta: z.looseObject({ lastModified: text.optional() }).optional(),
  audience: text.optional(),
  scopes: z.array(z.looseObject({ value: text, fqs: text.optional() })).optional(),
  serviceTypeURN: text.optional(),
});

/** An application as the domain has it. */
export type LiveApp = z.infer<typeof liveAppSchema>;

/** The fully qualified scopes that an application declares. */
export function scopesOf({ audience = "", scopes = [] }: LiveApp): string[] {
  return scopes.map(({ value, fqs }) => fqs ?? audience + value);
}
