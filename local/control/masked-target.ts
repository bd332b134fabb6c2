const secretParameters = new Set([
  "access_token",
  "assertion",
  "client_assertion",
  "client_secret",
  "code",
  "code_verifier",
  "device_code",
  "id_token",
  "id_token_hint",
  "nonce",
  "password",
  "refresh_token",
  "samlrequest",
  "samlresponse",
  "state",
  "subject_token",
  "token",
  "user_code",
]);

/** A path and query with the values of secret parameters masked; everything else unchanged. */
export function maskedTarget(target: string): string {
  const [path = "", query] = target.split(/\?(.*)/s);
  if (query === undefined) return target;
  const parameters = query.split("&").map((parameter) => {
    const [name = ""] = parameter.split("=");
    return secretParameters.has(decoded(name).toLowerCase()) ? `${name}=***` : parameter;
  });
  return `${path}?${parameters.join("&")}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
