const extensionUrnPrefix = "urn:ietf:params:scim:schemas:oracle:idcs:extension:";
const extensionNamePrefix = "urnietfparamsscimschemasoracleidcsextension";

/**
 * Names that `@pulumi/oci` spells differently from the domain's JSON, each for one of these reasons:
 * Pulumi lower-cases the tail of an acronym, pluralises lists, cannot spell `$` and joins an extension's URN into one word.
 */
const exceptions: Readonly<Record<string, string>> = {
  // acronyms
  isOauthClient: "isOAuthClient",
  isOauthResource: "isOAuthResource",
  isOpcService: "isOPCService",
  meterAsOpcService: "meterAsOPCService",
  asOpcService: "asOPCService",
  clientIpChecking: "clientIPChecking",
  serviceTypeUrn: "serviceTypeURN",
  formCredentialSharingGroupId: "formCredentialSharingGroupID",
  isThreeLeggedOauthEnabled: "isThreeLeggedOAuthEnabled",
  isTwoLeggedOauthEnabled: "isTwoLeggedOAuthEnabled",
  threeLeggedOauthCredential: "threeLeggedOAuthCredential",
  threeLeggedOauthProviderName: "threeLeggedOAuthProviderName",
  canUseOauth2clientCredentials: "canUseOAuth2ClientCredentials",
  sha1thumbprint: "sha1Thumbprint",
  sha256thumbprint: "sha256Thumbprint",
  x509base64certificate: "x509Base64Certificate",
  x509certificates: "x509Certificates",
  // plurals of lists that are singular in the domain
  attrRenderingMetadatas: "attrRenderingMetadata",
  // extensions whose URNs follow no rule
  [`${extensionNamePrefix}OciTag`]: `${extensionUrnPrefix}OCITags`,
  [`${extensionNamePrefix}OciTags`]: `${extensionUrnPrefix}OCITags`,
  urnietfparamsscimschemasextensionenterprise20user: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  // a name that starts with `$`
  ref: "$ref",
  _ref: "$ref",
};

/**
 * The domain's name of a property.
 *
 * @param name the property's name in `@pulumi/oci`
 * @param single whether the domain holds one object where `@pulumi/oci` has a list (then its name there is a plural)
 */
export function wireName(name: string, single: boolean): string {
  const own = single ? singular(name) : name;
  const exception = exceptions[own];
  if (exception !== undefined) return exception;
  if (!own.startsWith(extensionNamePrefix)) return own;
  // `…enterpriseAppApp` is `…:extension:enterpriseApp:App`
  return extensionUrnPrefix + own.slice(extensionNamePrefix.length).replace(/(AppTemplate|App|User|Group)$/, ":$1");
}

/** The singular of a name that Pulumi made plural. */
export function singular(name: string): string {
  return name.endsWith("ies") ? `${name.slice(0, -3)}y` : name.replace(/s$/, "");
}
