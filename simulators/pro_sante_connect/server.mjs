// An identity provider that speaks as Pro Santé Connect does, on the certified library `oidc-provider`, with invented professionals.
// Started as `node server.mjs '{"port": 8123, "client": {…}}'`; says "ready" on its standard output. Loopback only.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { port, client } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const ACR = "eidas1";

/** Claims of `scope_all`, named as Pro Santé Connect names them. */
const CLAIMS = [
  "given_name",
  "family_name",
  "preferred_username",
  "SubjectNameID",
  "SubjectRole",
  "SubjectOrganization",
  "SubjectOrganizationID",
  "SubjectRefPro",
  "otherIds",
];

/** Invented; the account is the national identifier: 8, then the RPPS number. */
function professional(id) {
  return {
    sub: `f:rramu:${id}`,
    given_name: "Camille",
    family_name: "Roussel",
    preferred_username: id,
    SubjectNameID: id,
    SubjectRole: ["10^1.2.250.1.213.1.1.5.5"],
    SubjectOrganization: "CHU d'essai",
    SubjectOrganizationID: "R0000000000000",
    SubjectRefPro: { codeCivilite: "MME", exercices: [{ codeProfession: "10", activities: [] }] },
    otherIds: [{ identifiant: id, origine: "RPPS", qualite: 1 }],
  };
}

const provider = new Provider(issuer, {
  clients: [{ backchannel_logout_session_required: true, ...client }],
  acrValues: [ACR, "eidas0"],
  claims: { openid: ["sub"], scope_all: CLAIMS, acr: null },
  scopes: ["openid", "scope_all"],
  pkce: { required: () => true },
  cookies: { keys: ["invented, for a test on loopback"] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300, Interaction: 600, Session: 3600 },
  // Its own refuses loopback, where the instance told of a sign-out is.
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }),
  findAccount: (_, id) => ({ accountId: id, claims: () => professional(id) }),
  // Nobody is asked to agree: the client is a service of the profession.
  loadExistingGrant: async (context) => {
    const { session, client: asking } = context.oidc;
    const grant = new context.oidc.provider.Grant({ accountId: session.accountId, clientId: asking.clientId });
    grant.addOIDCScope("openid scope_all");
    await grant.save();
    return grant;
  },
  interactions: { url: (_, interaction) => `/professional/${interaction.uid}` },
});

// `POST /professional/…?as=<identifier>&acr=<level>` is the smart card or the telephone: it says who signs in, and how surely.
const serve = provider.callback();
createServer((request, response) => {
  const asked = new URL(request.url, issuer);
  if (!asked.pathname.startsWith("/professional/")) return serve(request, response);
  const login = { accountId: asked.searchParams.get("as"), acr: asked.searchParams.get("acr") ?? ACR };
  const result = login.accountId ? { login } : { error: "access_denied" };
  return provider.interactionFinished(request, response, result).catch((error) => response.writeHead(400).end(error.name));
}).listen(port, "127.0.0.1", () => console.log("ready"));
