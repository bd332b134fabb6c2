"""The life of a client through Oracle's Python SDK: python sdk.py <domain's URL> <profile file>. Silent when all holds."""

import base64
import contextlib
import datetime
import sys

import oci
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oci.identity_domains import models as m

url, profile = sys.argv[1:]
domain = oci.identity_domains.IdentityDomainsClient(oci.config.from_file(profile), service_endpoint=url)

IDCS = "urn:ietf:params:scim:schemas:oracle:idcs:"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


def app(name, **more):
    return m.App(
        schemas=[IDCS + "App"],
        display_name=name,
        based_on_template=m.AppBasedOnTemplate(value="CustomWebAppTemplateId"),
        is_o_auth_client=True,
        client_type="confidential",
        allowed_grants=["client_credentials"],
        **more,
    )


@contextlib.contextmanager
def refused(*statuses):
    """Asserts that its block is refused with one of the statuses."""
    try:
        yield
    except oci.exceptions.ServiceError as error:
        assert error.status in statuses, error
    else:
        raise AssertionError(f"not refused with {statuses}")


def patched(id, *operations, **options):
    patch = m.PatchOp(schemas=[PATCH], operations=[m.Operations(**operation) for operation in operations])
    return domain.patch_app(id, patch_op=patch, **options).data


def life_of_a_client():
    """Create, read, change, replace, find, deactivate, delete."""
    created = domain.create_app(app=app("python-client", active=True)).data
    assert created.active and created.client_secret.startswith("idcscs-"), created
    assert domain.get_app(created.id).data.name == created.name
    assert domain.get_app(created.ocid).data.id == created.id

    changed = patched(
        created.id,
        {"op": "REPLACE", "path": "description", "value": "patched"},
        {"op": "ADD", "path": "allowedGrants", "value": ["refresh_token"]},
    )
    assert changed.description == "patched", changed.description
    assert sorted(changed.allowed_grants) == ["client_credentials", "refresh_token"], changed.allowed_grants
    changed = patched(created.id, {"op": "REMOVE", "path": 'allowedGrants[value eq "refresh_token"]'})
    assert changed.allowed_grants == ["client_credentials"], changed.allowed_grants
    with refused(400):
        patched(created.id, {"op": "REPLACE", "path": "clientSecret", "value": "chosen"})

    put = domain.put_app(created.id, app=app("python-client", active=True, description="replaced")).data
    assert put.description == "replaced"
    search = m.AppSearchRequest(schemas=[SEARCH], filter='displayName eq "python-client"', attributes=["description"])
    assert [found.description for found in domain.search_apps(app_search_request=search).data.resources] == ["replaced"]

    with refused(400):
        domain.delete_app(created.id, force_delete=True)
    status = m.AppStatusChanger(schemas=[IDCS + "AppStatusChanger"], active=False)
    assert domain.put_app_status_changer(created.id, app_status_changer=status).data.active is False
    domain.delete_app(created.id)
    with refused(404):
        domain.get_app(created.id)


def versions():
    """A stale `if-match` is refused, the right one is not; a retry token creates once."""
    first = domain.create_app(app=app("python-versions"), opc_retry_token="python-sdk-token")
    again = domain.create_app(app=app("python-versions"), opc_retry_token="python-sdk-token")
    assert again.data.id == first.data.id
    etag = first.headers["etag"]
    description = {"op": "REPLACE", "path": "description", "value": "newer"}
    patched(first.data.id, description, if_match=etag)
    with refused(409, 412):
        patched(first.data.id, description, if_match=etag)
    with refused(409, 412):
        domain.delete_app(first.data.id, if_match=etag)


def pages():
    """The SDK's own pagination finds every app."""
    for number in range(7):
        domain.create_app(app=app(f"python-page-{number}"))
    of_pages = 'displayName sw "python-page-"'
    every_page = oci.pagination.list_call_get_all_results_generator(
        domain.list_apps, "response", filter=of_pages, sort_by="displayName", limit=3
    )
    names = [found.display_name for answer in every_page for found in answer.data.resources]
    assert names == [f"python-page-{number}" for number in range(7)], names


def network_perimeter_and_certificate():
    """A client is bound to a network perimeter and to a certificate."""
    perimeter = domain.create_network_perimeter(
        network_perimeter=m.NetworkPerimeter(
            schemas=[IDCS + "NetworkPerimeter"],
            name="python-office",
            ip_addresses=[m.NetworkPerimeterIpAddresses(value="192.0.2.0/24", type="CIDR", version="IPV4")],
        )
    ).data
    certificate = domain.create_o_auth_client_certificate(
        o_auth_client_certificate=m.OAuthClientCertificate(
            schemas=[IDCS + "OAuthClientCertificate"],
            certificate_alias="python-certificate",
            x509_base64_certificate=self_signed("python-certificate"),
        )
    ).data
    assert certificate.sha1_thumbprint and certificate.sha256_thumbprint
    created = domain.create_app(
        app=app(
            "python-bound",
            client_ip_checking="whitelisted",
            apps_network_perimeters=[m.AppAppsNetworkPerimeters(value=perimeter.id)],
            certificates=[m.AppCertificates(cert_alias="python-certificate")],
        )
    ).data
    assert [bound.value for bound in created.apps_network_perimeters] == [perimeter.id]
    assert [bound.cert_alias for bound in created.certificates] == ["python-certificate"]
    with refused(400, 404):
        domain.create_app(
            app=app("python-unbound", apps_network_perimeters=[m.AppAppsNetworkPerimeters(value="nowhere")])
        )


def self_signed(name):
    """A certificate as the domain takes it: base64 of its DER form."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


def me():
    """The signed caller is the profile's user."""
    assert domain.get_me().data.user_name == "ana.admin@example.com"


def users_groups_and_grants():
    """A user in a group, a role of the domain for the group, and the grant taken back."""
    user = domain.create_user(
        user=m.User(
            schemas=["urn:ietf:params:scim:schemas:core:2.0:User"],
            user_name="python@example.com",
            name=m.UserName(family_name="Thon", given_name="Py"),
            emails=[m.UserEmails(value="python@example.com", type="work", primary=True)],
        )
    ).data
    group = domain.create_group(
        group=m.Group(schemas=["urn:ietf:params:scim:schemas:core:2.0:Group"], display_name="python-users")
    ).data
    member = {"op": "ADD", "path": "members", "value": [{"type": "User", "value": user.id}]}
    domain.patch_group(group.id, patch_op=m.PatchOp(schemas=[PATCH], operations=[m.Operations(**member)]))
    assert [found.value for found in domain.get_group(group.id, attributes="members").data.members] == [user.id]
    role = domain.list_app_roles(filter='app.value eq "IDCSAppId" and displayName eq "Audit Administrator"')
    role = role.data.resources[0]
    grant = domain.create_grant(
        grant=m.Grant(
            schemas=[IDCS + "Grant"],
            grant_mechanism="ADMINISTRATOR_TO_GROUP",
            grantee=m.GrantGrantee(type="Group", value=group.id),
            app=m.GrantApp(value="IDCSAppId"),
            entitlement=m.GrantEntitlement(attribute_name="appRoles", attribute_value=role.id),
        )
    ).data
    domain.delete_grant(grant.id)
    domain.delete_group(group.id)
    domain.delete_user(user.id)


claims = [life_of_a_client, versions, pages, network_perimeter_and_certificate, me, users_groups_and_grants]
failed = []
for claim in claims:
    try:
        claim()
    except Exception as error:  # noqa: BLE001 - every claim is tried, and each failure told
        failed.append(f"{claim.__name__}: {type(error).__name__} {error}")
sys.exit("\n".join(failed) or 0)
