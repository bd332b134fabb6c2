// Serves oauth2-mock-server on a free port, with one RS256 key, and prints its URL.
import { OAuth2Server } from "oauth2-mock-server";

const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
await server.start(0, "127.0.0.1");
console.log(`http://127.0.0.1:${server.address().port}`);
