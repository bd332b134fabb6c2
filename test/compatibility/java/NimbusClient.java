import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResourceOwnerPasswordCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.net.URL;

/**
 * Discovery and tokens through Nimbus. Silent if all holds.
 *
 * java -ea NimbusClient <domain's URL> <issuer> <client ID> <client secret> <user> <password> <scope> <scope without refresh tokens>
 */
class NimbusClient {
  private final String url;
  private final Issuer issuer;
  private final ClientID id;
  private final Secret secret;
  private final ResourceOwnerPasswordCredentialsGrant user;
  private final String scope;
  private final String closed;
  private final OIDCProviderMetadata metadata;

  public static void main(String[] args) throws Exception {
    var client = new NimbusClient(args);
    client.ownTokens();
    client.tokensOfUser();
    client.withoutRefresh();
    client.introspectAndRevoke();
    client.device();
  }

  private NimbusClient(String[] args) throws Exception {
    url = args[0];
    issuer = new Issuer(args[1]);
    id = new ClientID(args[2]);
    secret = new Secret(args[3]);
    user = new ResourceOwnerPasswordCredentialsGrant(args[4], new Secret(args[5]));
    scope = args[6];
    closed = args[7];
    metadata = discover();
  }

  /** Both documents, from the issuer or, if that is another, from their URLs. */
  private OIDCProviderMetadata discover() throws GeneralException, IOException {
    if (issuer.getValue().equals(url)) {
      AuthorizationServerMetadata.resolve(issuer);
      return OIDCProviderMetadata.resolve(issuer);
    }
    try {
      OIDCProviderMetadata.resolve(new Issuer(url));
      throw new AssertionError("another issuer was not noticed");
    } catch (GeneralException error) {
      assert error.getMessage().contains("issuer") : error;
    }
    AuthorizationServerMetadata.resolve(issuer, new URL(url));
    return OIDCProviderMetadata.resolve(issuer, new URL(url));
  }

  /** By HTTP Basic and in the body; a wrong secret is refused. */
  private void ownTokens() throws Exception {
    for (var auth : new ClientAuthentication[] {new ClientSecretBasic(id, secret), new ClientSecretPost(id, secret)}) {
      var tokens = granted(auth, new ClientCredentialsGrant(), scope).getTokens();
      assert tokens.getAccessToken().getType().getValue().equals("Bearer") : tokens;
      assert tokens.getRefreshToken() == null : "a refresh token";
    }
    for (var auth : new ClientAuthentication[] {new ClientSecretBasic(id, new Secret()), new ClientSecretPost(id, new Secret())})
      refused(request(auth, new ClientCredentialsGrant(), scope), 401, "invalid_client", "Client authentication failed.");
  }

  /** The identity token, the user's information, a refresh, and the spent refresh token. */
  private void tokensOfUser() throws Exception {
    var tokens = granted(basic(), user, "openid email offline_access " + scope).getOIDCTokens();
    var claims = new IDTokenValidator(issuer, id, JWSAlgorithm.RS256, metadata.getJWKSetURI().toURL()).validate(tokens.getIDToken(), null);
    assert claims.getSubject().getValue().equals(user.getUsername()) : claims.getSubject();
    if (claims.getAccessTokenHash() != null)
      AccessTokenValidator.validate(tokens.getAccessToken(), JWSAlgorithm.RS256, claims.getAccessTokenHash());

    var refresh = new RefreshTokenGrant(tokens.getRefreshToken());
    var openid = granted(basic(), refresh, "openid email").getTokens();
    var information = UserInfoResponse.parse(send(openid.getAccessToken())).toSuccessResponse().getUserInfo();
    assert information.getSubject().equals(claims.getSubject()) : information.getSubject();
    assert information.getEmailVerified() : "the address is not verified";
    assert openid.getRefreshToken() != null : "no next refresh token";
    refused(request(basic(), refresh, "openid"), 400, "invalid_grant", "The token has already been consumed");
  }

  private HTTPResponse send(AccessToken token) throws IOException {
    return new UserInfoRequest(metadata.getUserInfoEndpointURI(), token).toHTTPRequest().send();
  }

  /** offline_access is refused for an API that does not allow refresh tokens. */
  private void withoutRefresh() throws Exception {
    refused(request(basic(), user, closed + " offline_access"), 400, "unauthorized_client", "Client authorization failed.");
  }

  /** A token is active until it is revoked. */
  private void introspectAndRevoke() throws Exception {
    var token = granted(basic(), new ClientCredentialsGrant(), scope).getTokens().getAccessToken();
    assert isActive(token) : "not active";
    var revoked = new TokenRevocationRequest(metadata.getRevocationEndpointURI(), basic(), token).toHTTPRequest().send();
    assert revoked.indicatesSuccess() : revoked.getBody();
    assert !isActive(token) : "still active";
  }

  private boolean isActive(Token token) throws Exception {
    var asked = new TokenIntrospectionRequest(metadata.getIntrospectionEndpointURI(), basic(), token).toHTTPRequest().send();
    return TokenIntrospectionResponse.parse(asked).toSuccessResponse().isActive();
  }

  /** Told where it starts, since discovery does not say; without response_type, as RFC 8628 has it. */
  private void device() throws Exception {
    assert metadata.getDeviceAuthorizationEndpointURI() == null : "discovery names the device endpoint";
    var endpoint = URI.create(url + "/oauth2/v1/device");
    var asked = new DeviceAuthorizationRequest.Builder(basic()).endpointURI(endpoint).scope(new Scope(scope)).build();
    var response = DeviceAuthorizationResponse.parse(asked.toHTTPRequest().send());
    assert response.indicatesSuccess() : response.toErrorResponse().toJSONObject();
    var started = response.toSuccessResponse();
    assert started.getVerificationURI().toString().equals(url + "/ui/v1/device") : started.getVerificationURI();
    var pending = request(basic(), new DeviceCodeGrant(started.getDeviceCode())).toErrorResponse().getErrorObject();
    assert pending.getCode().equals("authorization_pending") : pending;
  }

  private ClientAuthentication basic() {
    return new ClientSecretBasic(id, secret);
  }

  private OIDCTokenResponse granted(ClientAuthentication auth, AuthorizationGrant grant, String... scopes) throws Exception {
    var response = request(auth, grant, scopes);
    assert response.indicatesSuccess() : response.toErrorResponse().toJSONObject();
    return (OIDCTokenResponse) response.toSuccessResponse();
  }

  private TokenResponse request(ClientAuthentication auth, AuthorizationGrant grant, String... scopes) throws Exception {
    var request = new TokenRequest.Builder(metadata.getTokenEndpointURI(), auth, grant);
    if (scopes.length > 0) request.scope(Scope.parse(String.join(" ", scopes)));
    return OIDCTokenResponseParser.parse(request.build().toHTTPRequest().send());
  }

  private static void refused(TokenResponse response, int status, String code, String description) {
    assert !response.indicatesSuccess() : "not refused";
    var error = response.toErrorResponse().getErrorObject();
    assert error.getHTTPStatusCode() == status && error.getCode().equals(code) && error.getDescription().equals(description) : error;
  }
}
