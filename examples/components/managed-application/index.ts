// Settings of an app that Oracle created when the service was provisioned: it gives refresh tokens, and its access tokens
// live half an hour. A setting that is omitted stays as it is; the app and its settings outlive this program.
import * as pulumi from "@pulumi/pulumi";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";
import { ManagedApplication } from "../../../components/managed-application.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");

const apps = await new DomainLookUp(identityDomainUrl).resourceApps();
const application = apps.find(({ displayName }) => displayName === "Mobile Hub (dev)");
if (application === undefined) throw new pulumi.RunError(`${identityDomainUrl} has no app "Mobile Hub (dev)"`);

const managed = new ManagedApplication("mobile-hub", {
  identityDomainUrl,
  application,
  allowRefresh: true,
  accessTokenExpiry: 1800,
});

export const applicationId = managed.id;
export const { allowOffline, accessTokenExpiry } = managed;
