// What the launcher starts, and Pulumi's Node host (PulumiPlugin.yaml). That host compiles every TypeScript file that it loads itself;
// Node runs those that this file imports.
import "./serve.ts";
