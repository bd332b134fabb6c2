const extensionUrnPrefix = "urn:ietf:params:scim:schemas:oracle:idcs:extension:";
const extensionNamePrefix = "urnietfparamsscimschemasoracleidcsextension";

/**
 * Names that `@pulumi/oci` spells differently from the domain's JSON, each for one of these reasons: Pulumi lower-cases the
 * end of an acronym, puts lists into the plural, cannot write `$`, and joins an extension's URN into one word.
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
  // extensions whose URNs do not follow a rule
  [`${extensionNamePrefix}OciTag`]: `${extensionUrnPrefix}OCITags`,
  [`${extensionNamePrefix}OciTags`]: `${extensionUrnPrefix}OCITags`,
  urnietfparamsscimschemasextensionenterprise20user: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  // a name that is reserved there; elsewhere, `userProvider` is the domain's own name
  "extensionuserUser.userProvider": "provider",
  // names that start with `$`
  ref: "$ref",
  _ref: "$ref",
};

/** Whether a property stands for an extension: one object, also where `@pulumi/oci` has a list. */
export function isExtension(name: string): boolean {
  return name.startsWith(extensionNamePrefix);
}

/**
 * The name of the attribute that a property stands for.
 *
 * @param name the property's name in `@pulumi/oci`
 * @param single whether the domain has one object where `@pulumi/oci` has a list, whose name is a plural
 * @param inside the name in `@pulumi/oci` of the object that has the property
 */
export function attributeName(name: string, single: boolean, inside = ""): string {
  const own = single ? singular(name) : name;
  const exception = exceptions[own] ?? exceptions[`${/extension\w+$/.exec(inside)?.[0]}.${own}`];
  if (exception !== undefined) return exception;
  if (!isExtension(own)) return own;
  // `…enterpriseAppApp` is `…:extension:enterpriseApp:App`
  return extensionUrnPrefix + own.slice(extensionNamePrefix.length).replace(/(AppTemplate|App|User|Group)$/, ":$1");
}

/** The singular of a name that Pulumi has put into the plural. */
export function singular(name: string): string {
  return name.endsWith("ies") ? `${name.slice(0, -3)}y` : name.replace(/s$/, "");
}
