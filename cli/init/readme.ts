/** The README of a new repository. */
export const readme = `# OAuth clients of our identity domains

\`teams/\` has a manifest for each team, \`environments/\` a file for each identity domain. The npm package \`idcs-apps\` is the program.

\`\`\`sh
npm install
npx idcs-apps start             # a local identity domain, \`pulumi up\` against it, and a token
npx idcs-apps check             # checks all manifests, without a request
npx idcs-apps request           # asks for a new client, and writes its manifest
npx idcs-apps pulumi preview
npx idcs-apps local-domain stop
\`\`\`

Plain \`pulumi preview\` works too, with a Pulumi CLI and Node.js 22.18 or newer on PATH. The state of the local stack is encrypted with the
passphrase \`local\`: \`export PULUMI_CONFIG_PASSPHRASE=local\`.

A live domain: write \`environments/<environment>.yaml\` with its URL, name the environment in the clients (\`environments: { test: {} }\`), then
\`npx idcs-apps pulumi stack init <environment>\`, the administrator's credentials, and \`npx idcs-apps pulumi up --stack <environment>\`.

The documentation is in \`node_modules/idcs-apps/docs/\`: every key in \`manifest.md\`, credentials in \`provider.md\`, pull requests and pipelines
in \`pipelines.md\`.
`;
