// Signs in and gets tokens through golang.org/x/oauth2 and go-oidc. Silent when all holds.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run: <domain's URL> <issuer> <client ID> <client secret> <user> <password> <scope> <scope without refresh tokens>
func run(args []string) error {
	url, issuer, id, secret, user, password, scope, closed := args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7]
	ctx := context.Background()
	if issuer != url {
		if _, err := oidc.NewProvider(ctx, url); err == nil || !strings.Contains(err.Error(), "issuer") {
			return fmt.Errorf("another issuer was not noticed: %v", err)
		}
		ctx = oidc.InsecureIssuerURLContext(ctx, issuer)
	}
	provider, err := oidc.NewProvider(ctx, url)
	if err != nil {
		return err
	}
	config := oauth2.Config{ClientID: id, ClientSecret: secret, Endpoint: provider.Endpoint(), Scopes: []string{"openid", "email", scope, "offline_access"}}
	for name, check := range map[string]func() error{
		"own token":  func() error { return ownToken(ctx, config, scope) },
		"user":       func() error { return tokensOfUser(ctx, provider, config, user, password) },
		"no refresh": func() error { return withoutRefresh(ctx, config, user, password, closed) },
		"device":     func() error { return device(ctx, url, config, scope, closed) },
	} {
		if err := check(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// ownToken: by HTTP Basic and in the body; a wrong secret is refused.
func ownToken(ctx context.Context, config oauth2.Config, scope string) error {
	for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams} {
		own := clientcredentials.Config{ClientID: config.ClientID, ClientSecret: config.ClientSecret, TokenURL: config.Endpoint.TokenURL, Scopes: []string{scope}, AuthStyle: style}
		token, err := own.Token(ctx)
		if err != nil {
			return err
		}
		if token.Type() != "Bearer" || token.RefreshToken != "" {
			return fmt.Errorf("unexpected token of type %s", token.Type())
		}
		own.ClientSecret = "wrong"
		_, err = own.Token(ctx)
		if err := refused(err, 401, "invalid_client", "Client authentication failed."); err != nil {
			return err
		}
	}
	return nil
}

// tokensOfUser: the identity token, the user's information, a refresh, and the spent refresh token.
func tokensOfUser(ctx context.Context, provider *oidc.Provider, config oauth2.Config, user, password string) error {
	token, err := config.PasswordCredentialsToken(ctx, user, password)
	if err != nil {
		return err
	}
	raw, _ := token.Extra("id_token").(string)
	identity, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return err
	}
	if err := identity.VerifyAccessToken(token.AccessToken); err != nil {
		return err
	}
	information, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return err
	}
	if identity.Subject != user || information.Email != user || !information.EmailVerified {
		return fmt.Errorf("unexpected user %s, %+v", identity.Subject, information)
	}
	spent := &oauth2.Token{RefreshToken: token.RefreshToken}
	next, err := config.TokenSource(ctx, spent).Token()
	if err != nil {
		return err
	}
	if next.RefreshToken == token.RefreshToken || next.AccessToken == token.AccessToken {
		return errors.New("the refresh gave the same token")
	}
	_, err = config.TokenSource(ctx, spent).Token()
	return refused(err, 400, "invalid_grant", "The token has already been consumed")
}

// withoutRefresh: an API that does not allow refresh tokens.
func withoutRefresh(ctx context.Context, config oauth2.Config, user, password, closed string) error {
	config.Scopes = []string{closed, "offline_access"}
	_, err := config.PasswordCredentialsToken(ctx, user, password)
	return refused(err, 400, "unauthorized_client", "Client authorization failed.")
}

// device: told where it starts, since discovery does not say; without response_type, as RFC 8628 has it.
func device(ctx context.Context, url string, config oauth2.Config, scope, closed string) error {
	if config.Endpoint.DeviceAuthURL != "" {
		return errors.New("discovery names the device endpoint")
	}
	config.Endpoint.DeviceAuthURL = url + "/oauth2/v1/device"
	config.Scopes = []string{scope}
	started, err := config.DeviceAuth(ctx)
	if err != nil {
		return err
	}
	if started.UserCode == "" || started.VerificationURI != url+"/ui/v1/device" {
		return fmt.Errorf("unexpected start %+v", started)
	}
	config.Scopes = []string{closed, "offline_access"}
	_, err = config.DeviceAuth(ctx)
	return refused(err, 400, "unauthorized_client", "Client authorization failed.")
}

func refused(err error, status int, code, description string) error {
	var refusal *oauth2.RetrieveError
	if !errors.As(err, &refusal) {
		return fmt.Errorf("not refused: %v", err)
	}
	if refusal.Response.StatusCode != status || refusal.ErrorCode != code || refusal.ErrorDescription != description {
		return fmt.Errorf("refused otherwise: %w", err)
	}
	return nil
}
