/** The keys of a client in a manifest that are no arguments of `Client`, each with what to do instead. */
export const notArguments = {
  adopt: "applications that exist are adopted into a manifest: `idcs-apps adopt`",
  deliver: "give the outputs clientId and clientSecret to a resource of the place where they are needed",
  environments: "let the program decide what differs between its stacks",
  exceptions: "the rules of environments are for manifests; the policy pack in policy/ is for programs",
  exclusive: "rights beside what is declared are looked for in manifests only",
  expires: "dates are watched in manifests only",
  rotation: "a rotation with overlap needs a manifest; secretVersion regenerates the secret at once",
  secret: "the age of secrets is watched in manifests only; secretVersion regenerates the secret",
  state: "write active: false, and remove the resource later",
  was: "leave name as it is, whatever the resource is called: it is what the application is found by",
} as const satisfies Readonly<Record<string, string>>;
