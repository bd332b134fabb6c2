// What Pulumi runs for `--policy-pack ./policy`: the pack serves its policies from here on.
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies.ts";

new PolicyPack("idcs-apps", { policies, enforcementLevel: "mandatory" });
