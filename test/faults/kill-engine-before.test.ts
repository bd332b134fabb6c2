import { describeKills } from "./kills.ts";

describeKills("engine", "before");
