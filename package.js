// Pulumi's Node host loads the component package as `require("<project>/package")`. Node would take that for package.json, if this
// file did not come before it: docs/decisions/0020-component-package.md.
import "./package/main.mjs";
