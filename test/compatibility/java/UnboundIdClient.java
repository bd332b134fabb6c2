import static com.unboundid.scim2.common.filters.Filter.eq;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.BaseScimResource;
import com.unboundid.scim2.common.GenericScimResource;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.exceptions.UnauthorizedException;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.UserResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import com.unboundid.scim2.common.utils.MapperFactory;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.jersey.apache.connector.ApacheConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;

/**
 * The life of a user, a group and an app through UnboundID's SCIM 2 SDK. Silent if all holds.
 *
 * java -ea UnboundIdClient <domain's URL> <administrator's access token>
 */
class UnboundIdClient {
  private static final String app = "urn:ietf:params:scim:schemas:oracle:idcs:App";

  private final ScimService domain;

  public static void main(String[] args) throws Exception {
    // Oracle's attributes that the SDK does not know: of resources, and within their attributes.
    BaseScimResource.IGNORE_UNKNOWN_FIELDS = true;
    var lenient = Map.of(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    JsonUtils.setCustomMapperFactory(new MapperFactory().setDeserializationCustomFeatures(lenient));
    try {
      new UnboundIdClient(args[0], "wrong").domain.getServiceProviderConfig();
      throw new AssertionError("a wrong token was accepted");
    } catch (UnauthorizedException expected) {
    }
    var client = new UnboundIdClient(args[0], args[1]);
    client.discovery();
    client.usersAndGroups();
    client.apps();
  }

  private UnboundIdClient(String url, String token) {
    ClientRequestFilter bearer = request -> request.getHeaders().putSingle("Authorization", "Bearer " + token);
    var client = ClientBuilder.newClient(new ClientConfig().connectorProvider(new ApacheConnectorProvider()));
    domain = new ScimService(client.register(bearer).target(url + "/admin/v1"));
  }

  private void discovery() throws Exception {
    assert domain.getServiceProviderConfig().getPatch().isSupported();
    assert domain.getResourceTypes().getTotalResults() > 0;
    assert domain.getSchemas().getTotalResults() > 0;
  }

  /** Create, search, PATCH with a value filter, PUT, delete; the second user of a name is refused. */
  private void usersAndGroups() throws Exception {
    var dana = new UserResource().setUserName("dana@example.com").setName(new Name().setGivenName("Dana").setFamilyName("Reed"));
    dana.setEmails(new Email().setValue("dana@example.com").setType("work").setPrimary(true));
    var user = domain.create("Users", dana);
    try {
      domain.create("Users", dana);
      throw new AssertionError("the same user twice");
    } catch (ResourceConflictException error) {
      assert error.getScimError().getStatus() == 409 : error.getScimError();
    }
    var found = domain.searchRequest("Users").filter(eq("userName", "dana@example.com")).page(1, 10).invoke(UserResource.class);
    assert found.getTotalResults() == 1 && found.getResources().get(0).getId().equals(user.getId()) : found;
    var posted = domain.searchRequest("Users").filter(eq("userName", "dana@example.com")).invokePost(UserResource.class);
    assert posted.getTotalResults() == 1 : posted;

    var verified = domain.modifyRequest(user).replaceValue("emails[type eq \"work\"].verified", true).replaceValue("name.familyName", "Read").invoke();
    assert verified.getName().getFamilyName().equals("Read") : verified;
    verified.getName().setGivenName("Dan");
    assert domain.replace(verified).getName().getGivenName().equals("Dan");

    var group = domain.create("Groups", new GroupResource().setDisplayName("readers").setMembers(new Member().setType("User").setValue(user.getId())));
    var members = domain.retrieveRequest(group).attributes("members").invoke().getMembers();
    assert members.size() == 1 && members.get(0).getValue().equals(user.getId()) : members;
    domain.delete(group);
    domain.delete(user);
    gone(user.getMeta().getLocation());
  }

  /** Create, deactivate, delete: with the SDK's resource without a type. */
  private void apps() throws Exception {
    var draft = new GenericScimResource();
    draft.setSchemaUrns(Set.of(app));
    draft.replaceValue("displayName", "UnboundID's").replaceValue("active", true).replaceValue("isOAuthClient", true);
    draft.replaceValue("clientType", "confidential");
    draft.addStringValues("allowedGrants", List.of("client_credentials"));
    draft.replaceValue("basedOnTemplate", JsonNodeFactory.instance.objectNode().put("value", "CustomWebAppTemplateId"));
    var created = domain.create("Apps", draft);
    assert !created.getStringValue("clientSecret").isEmpty();
    var inactive = domain.modifyRequest(created).replaceValue("active", false).invoke();
    assert !inactive.getBooleanValue("active") : inactive;
    domain.delete(inactive);
    gone(created.getMeta().getLocation());
  }

  private void gone(java.net.URI location) throws Exception {
    try {
      domain.retrieve(location, GenericScimResource.class);
      throw new AssertionError("still there");
    } catch (ResourceNotFoundException expected) {
    }
  }
}
