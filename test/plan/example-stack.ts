import { makeCertificate } from "../local/certificates.ts";

const { certificatePem } = await makeCertificate("partner");

/** An organisation that uses every kind of resource: in the domain of the example organisation. */
export const exampleStack: Readonly<Record<string, string>> = {
  "environments/dev.yaml": `identityDomain: { url: "http://127.0.0.1:19090" }
networkPerimeters:
  - { name: Office, addresses: [203.0.113.0/24, 198.51.100.7] }
resourceApplications:
  - { app: OICINST_hr, manage: true, allowRefresh: false, accessTokenExpiry: 1200, scopes: [{ value: /people }], secondaryAudiences: ["https://hr.example.com/"] }
roleAssignments:
  - { app: OICINST_finance, role: ServiceUser, users: [mia@example.com], groups: [qa] }
`,
  "teams/payments.yaml": `team: payments
owner: payments-dev@example.com
clients:
  - name: ledger-sync
    description: Posts the nightly ledger to Oracle Integration
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, scopes: ["urn:opc:resource:consumer::all"], roles: [ServiceDeveloper] }]
    networkPerimeters: [Office]
    certificates: [partner.pem]
  - name: portal
    grantTypes: [authorization_code, refresh_token]
    redirectUrls: [https://portal.example.com/callback, https://portal.example.com/other]
    postLogoutRedirectUrls: [https://portal.example.com/]
    landingPageUrl: https://portal.example.com/
    tags: { color: red }
    access: [{ app: Orders API, scopes: [read, write] }]
    enforceGrants: true
    assign: { users: [callan@example.com], groups: [integration-testers] }
  - name: chain
    grantTypes: [client_credentials]
    access:
      - service: blockchain
        app: orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b
        roles: [REST_CLIENT]
        clientUser: true
`,
  "teams/partner.pem": certificatePem,
  "teams/shop.yaml": `team: shop
owner: shop@example.com
resourceApplications:
  - name: orders-api
    displayName: Orders API
    audience: https://orders.example.com/
    allowRefresh: true
    scopes: [{ value: read }, { value: write, description: Change your orders, requiresConsent: true }]
    roles: [{ name: OrderClerk, description: Works on orders }, { name: OrderRobot, availableTo: [clients] }]
clients:
  - name: robot
    grantTypes: [client_credentials]
    access: [{ app: Orders API, scopes: [read], roles: [OrderRobot] }]
`,
};
