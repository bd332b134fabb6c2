import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/**
 * A site with Spring Security: /orders takes access tokens with the scope "read" of an audience, every other page signs users in and
 * says who they are. It is told by the environment: PORT, DOMAIN, ISSUER, AUDIENCE, CLIENT_ID, CLIENT_SECRET.
 */
@Configuration
@EnableWebSecurity
class SpringSecurityClient {
  private final String domain = System.getenv("DOMAIN");
  private final String issuer = System.getenv("ISSUER");

  public static void main(String[] args) throws Exception {
    var spring = new AnnotationConfigWebApplicationContext();
    spring.register(SpringSecurityClient.class);
    var tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("spring-security").toString());
    tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    var site = tomcat.addContext("", null);
    var filter = new FilterDef();
    filter.setFilterName("springSecurityFilterChain");
    filter.setFilter(new DelegatingFilterProxy("springSecurityFilterChain", spring));
    site.addFilterDef(filter);
    var everywhere = new FilterMap();
    everywhere.setFilterName("springSecurityFilterChain");
    everywhere.addURLPattern("/*");
    site.addFilterMap(everywhere);
    site.addServletContainerInitializer((classes, context) -> {
      spring.setServletContext(context);
      spring.refresh();
    }, null);
    Tomcat.addServlet(site, "page", new WhoIsThere());
    site.addServletMappingDecoded("/", "page");
    tomcat.start();
    tomcat.getServer().await();
  }

  /** The audience is one of the token's; the issuer is compared as it is told. */
  @Bean
  JwtDecoder jwtDecoder() {
    var decoder = issuer.equals(domain)
      ? NimbusJwtDecoder.withIssuerLocation(issuer).build()
      : NimbusJwtDecoder.withJwkSetUri(domain + "/admin/v1/SigningCert/jwk").build();
    var audience = new JwtClaimValidator<List<String>>("aud", values -> values.contains(System.getenv("AUDIENCE")));
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(JwtValidators.createDefaultWithIssuer(issuer), audience));
    return decoder;
  }

  @Bean
  ClientRegistrationRepository clientRegistrations() {
    var registration = issuer.equals(domain) ? ClientRegistrations.fromIssuerLocation(issuer).registrationId("domain") : withoutDiscovery();
    registration.clientId(System.getenv("CLIENT_ID")).clientSecret(System.getenv("CLIENT_SECRET")).scope("openid", "profile", "email");
    return new InMemoryClientRegistrationRepository(registration.build());
  }

  /** Discovery refuses another issuer, so that each endpoint is told. */
  private ClientRegistration.Builder withoutDiscovery() {
    return ClientRegistration.withRegistrationId("domain")
      .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
      .redirectUri("{baseUrl}/{action}/oauth2/code/{registrationId}")
      .issuerUri(issuer)
      .authorizationUri(domain + "/oauth2/v1/authorize")
      .tokenUri(domain + "/oauth2/v1/token")
      .userInfoUri(domain + "/oauth2/v1/userinfo")
      .userNameAttributeName("sub")
      .jwkSetUri(domain + "/admin/v1/SigningCert/jwk");
  }

  @Bean
  @Order(1)
  SecurityFilterChain resourceServer(HttpSecurity http) throws Exception {
    return http.securityMatcher("/orders")
      .authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority("SCOPE_read"))
      .oauth2ResourceServer(server -> server.jwt(withDefaults()))
      .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain login(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var loggedOut = new OidcClientInitiatedLogoutSuccessHandler(clients);
    loggedOut.setPostLogoutRedirectUri("https://client.example.com/bye");
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
      .oauth2Login(withDefaults())
      .logout(logout -> logout.logoutSuccessHandler(loggedOut))
      .build();
  }

  private static class WhoIsThere extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
      var who = (Authentication) request.getUserPrincipal();
      var isUser = who.getPrincipal() instanceof OidcUser;
      response.getWriter().print(isUser ? ((OidcUser) who.getPrincipal()).getEmail() + " signed in" : who.getName());
    }
  }
}
