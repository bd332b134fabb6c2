"""Discovery and tokens through authlib: python authlib_client.py <JSON of what it needs>. Silent when all holds."""

import json
import os
import sys

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata
from joserfc import jwt
from joserfc.jwk import KeySet

told = json.loads(sys.argv[1])
url = told["url"]
discovered = requests.get(f"{url}/.well-known/openid-configuration", timeout=10).json()
token_endpoint = discovered["token_endpoint"]


def session(secret=told["secret"], **more):
    return OAuth2Session(told["id"], secret, **more)


def refused(error, description, call, *arguments, **named):
    """Asserts that the call is refused with that error."""
    try:
        call(*arguments, **named)
    except OAuthError as refusal:
        assert (refusal.error, refusal.description) == (error, description), refusal
    else:
        raise AssertionError(f"not refused with {error}")


def documents():
    """Both documents pass authlib's validators."""
    OpenIDProviderMetadata(discovered).validate()
    metadata = requests.get(f"{url}/.well-known/oauth-authorization-server", timeout=10).json()
    AuthorizationServerMetadata(metadata).validate()
    nested = requests.get(f"{url}/.well-known/idcs-configuration", timeout=10).json()
    OpenIDProviderMetadata(nested["openid-configuration"]).validate()


def own_tokens():
    """By HTTP Basic and in the body; a wrong secret is refused."""
    for method in ["client_secret_basic", "client_secret_post"]:
        token = session(token_endpoint_auth_method=method).fetch_token(
            token_endpoint, grant_type="client_credentials", scope=told["scope"]
        )
        assert token["token_type"] == "Bearer" and "refresh_token" not in token, token
        wrong = session("wrong", token_endpoint_auth_method=method)
        named = {"grant_type": "client_credentials", "scope": told["scope"]}
        refused("invalid_client", "Client authentication failed.", wrong.fetch_token, token_endpoint, **named)


def tokens_of_a_user():
    """The identity token, the user's information, a refresh, and the spent refresh token."""
    user = {"username": told["user"], "password": told["password"]}
    client = session(scope=f"openid email offline_access {told['scope']}")
    token = client.fetch_token(token_endpoint, **user)
    keys = KeySet.import_key_set(requests.get(discovered["jwks_uri"], timeout=10).json())
    identity = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
    CodeIDToken(identity.claims, identity.header, {"iss": {"value": discovered["issuer"]}}).validate()
    assert identity.header["x5t"] == keys.keys[0].as_dict()["x5t"], identity.header
    information = client.get(discovered["userinfo_endpoint"]).json()
    assert information["email"] == told["user"] and information["email_verified"] is True, information
    renewed = client.refresh_token(token_endpoint, refresh_token=token["refresh_token"])
    assert renewed["refresh_token"] != token["refresh_token"], renewed
    spent = "The token has already been consumed"
    refused("invalid_grant", spent, client.refresh_token, token_endpoint, refresh_token=token["refresh_token"])


def no_refresh_token():
    """An API that does not allow refresh tokens."""
    user = {"username": told["user"], "password": told["password"]}
    closed = session(scope=f"{told['closed']} offline_access")
    refused("unauthorized_client", "Client authorization failed.", closed.fetch_token, token_endpoint, **user)


for claim in [documents, own_tokens, tokens_of_a_user, no_refresh_token]:
    claim()
