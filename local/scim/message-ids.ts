/**
 * Every refusal of the admin API: its HTTP status and the `messageId` in its body. Where Oracle has published the
 * answer, `evidence` says so; "assumed" rows are this project's choice in Oracle's pattern,
 * `error.<component>.<subject>.<reason>`, and must not be relied on.
 */
export const refusals = {
  missingRequiredAttributes: {
    status: 400,
    messageId: "error.common.validation.missingReqAttributes",
    evidence: "published",
  },
  invalidReference: {
    status: 400,
    messageId: "error.common.validation.invalidReferenceResource",
    evidence: "published",
  },
  stringTooLong: { status: 400, messageId: "error.common.validation.stringExceedsMaxLimit", evidence: "published" },
  primaryEmailMissing: {
    status: 400,
    messageId: "error.identity.user.primaryEmailNotSpecified",
    evidence: "published",
  },
  accessDenied: { status: 401, messageId: "error.common.common.accessDenied", evidence: "published" },

  invalidJson: { status: 400, messageId: "error.common.validation.invalidJson", evidence: "assumed" },
  invalidSchemas: { status: 400, messageId: "error.common.validation.invalidSchemas", evidence: "assumed" },
  unknownAttribute: { status: 400, messageId: "error.common.validation.unknownAttribute", evidence: "assumed" },
  invalidType: { status: 400, messageId: "error.common.validation.invalidDataType", evidence: "assumed" },
  invalidValue: { status: 400, messageId: "error.common.validation.invalidValue", evidence: "assumed" },
  duplicateValue: { status: 400, messageId: "error.common.validation.duplicateValue", evidence: "assumed" },
  readOnlyAttribute: { status: 400, messageId: "error.common.validation.readOnlyAttribute", evidence: "assumed" },
  immutableAttribute: { status: 400, messageId: "error.common.validation.immutableAttribute", evidence: "assumed" },
  invalidFilter: { status: 400, messageId: "error.common.validation.invalidFilter", evidence: "assumed" },
  notSearchable: { status: 400, messageId: "error.common.validation.attributeNotSearchable", evidence: "assumed" },
  invalidParameter: { status: 400, messageId: "error.common.validation.invalidQueryParameter", evidence: "assumed" },
  invalidPatch: { status: 400, messageId: "error.common.validation.invalidPatch", evidence: "assumed" },
  invalidPath: { status: 400, messageId: "error.common.validation.invalidPath", evidence: "assumed" },
  noTarget: { status: 400, messageId: "error.common.validation.noTarget", evidence: "assumed" },
  invalidBulk: { status: 400, messageId: "error.common.validation.invalidBulk", evidence: "assumed" },
  activeAppDelete: { status: 400, messageId: "error.identity.app.cannotDeleteActiveApp", evidence: "assumed" },
  referencedDelete: { status: 400, messageId: "error.common.validation.resourceReferenced", evidence: "assumed" },
  preventedOperation: { status: 400, messageId: "error.common.validation.preventedOperation", evidence: "assumed" },
  objectLimit: { status: 400, messageId: "error.common.common.objectLimitReached", evidence: "assumed" },
  accessForbidden: { status: 403, messageId: "error.common.common.accessDenied", evidence: "assumed" },
  filterForbidden: { status: 403, messageId: "error.common.common.operationNotSupported", evidence: "assumed" },
  notFound: { status: 404, messageId: "error.common.common.resourceNotFound", evidence: "assumed" },
  unknownEndpoint: { status: 404, messageId: "error.common.common.endpointNotFound", evidence: "assumed" },
  verbNotSupported: { status: 405, messageId: "error.common.common.methodNotSupported", evidence: "assumed" },
  notUnique: { status: 409, messageId: "error.common.validation.duplicateResource", evidence: "assumed" },
  duplicateGrant: { status: 409, messageId: "error.identity.grant.duplicateGrant", evidence: "assumed" },
  versionConflict: { status: 409, messageId: "error.common.common.versionMismatch", evidence: "assumed" },
  retryTokenReused: { status: 409, messageId: "error.common.common.retryTokenReused", evidence: "assumed" },
  versionMismatch: { status: 412, messageId: "error.common.common.versionMismatch", evidence: "assumed" },
  tooLarge: { status: 413, messageId: "error.common.common.payloadTooLarge", evidence: "assumed" },
  wrongContentType: { status: 415, messageId: "error.common.common.unsupportedMediaType", evidence: "assumed" },
  tooManyRequests: { status: 429, messageId: "error.common.common.tooManyRequests", evidence: "assumed" },
  serverError: { status: 500, messageId: "error.common.common.internalError", evidence: "assumed" },
  notImplemented: { status: 501, messageId: "error.common.common.notImplemented", evidence: "assumed" },
} as const satisfies Record<string, { status: number; messageId: string; evidence: "published" | "assumed" }>;

/** The name of a row of {@link refusals}. */
export type RefusalName = keyof typeof refusals;
