// What Pulumi runs (Pulumi.yaml, main). Not every language host passes the options of Pulumi.yaml on, so what must hold
// before the program's first TypeScript is loaded is imported here.
import "./setup/before-program.mjs";

export default async function main() {
  const { default: program } = await import("./index.ts");
  return program();
}
