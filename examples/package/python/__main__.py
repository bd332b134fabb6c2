import pulumi
import pulumi_idcs_apps as idcs_apps

client = idcs_apps.Client(
    "ledger-sync",
    identity_domain_url=pulumi.Config().require("identityDomainUrl"),
    team="payments",
    owner="payments-dev@example.com",
    description="Posts the nightly ledger to Oracle Integration",
    grant_types=["client_credentials"],
    access=[
        {
            "service": "integration",  # finds the app OICINST_finance
            "instance": "finance",
            "roles": ["ServiceDeveloper"],  # granted to the client itself
        }
    ],
    enforce_grants=True,
    assign={"groups": ["integration-testers"]},
    tags={"cost-center": "4711"},
)

pulumi.export("clientId", client.client_id)
pulumi.export("clientSecret", client.client_secret)
pulumi.export("scope", client.scope)
pulumi.export("tokenUrl", client.token_url)
