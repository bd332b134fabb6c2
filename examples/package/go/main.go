package main

import (
	"example.com/pulumi-idcs-apps/sdk/go/idcsapps"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		client, err := idcsapps.NewClient(ctx, "ledger-sync", &idcsapps.ClientArgs{
			IdentityDomainUrl: pulumi.String(config.Require(ctx, "identityDomainUrl")),
			Team:              pulumi.String("payments"),
			Owner:             pulumi.String("payments-dev@example.com"),
			Description:       pulumi.String("Posts the nightly ledger to Oracle Integration"),
			GrantTypes:        pulumi.ToStringArray([]string{"client_credentials"}),
			Access: idcsapps.AccessArray{
				idcsapps.AccessArgs{
					Service:  pulumi.String("integration"), // finds the app OICINST_finance
					Instance: pulumi.String("finance"),
					Roles:    pulumi.ToStringArray([]string{"ServiceDeveloper"}), // granted to the client itself
				},
			},
			EnforceGrants: pulumi.Bool(true),
			Assign:        idcsapps.AssigneesArgs{Groups: pulumi.ToStringArray([]string{"integration-testers"})},
			Tags:          pulumi.StringMap{"cost-center": pulumi.String("4711")},
		})
		if err != nil {
			return err
		}
		ctx.Export("clientId", client.ClientId)
		ctx.Export("clientSecret", client.ClientSecret)
		ctx.Export("scope", client.Scope)
		ctx.Export("tokenUrl", client.TokenUrl)
		return nil
	})
}
