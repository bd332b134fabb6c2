export { reportSchema as schema } from "./report.ts";
