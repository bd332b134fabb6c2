/**
 * What a domain's `fetch` rejects with when a fault ends the connection: a `TypeError`, as the platform's `fetch` would
 * reject with; behind a socket the server destroys the socket instead.
 */
export class DroppedConnection extends TypeError {
  override readonly name = "DroppedConnection";

  constructor() {
    super("fetch failed: the local identity domain dropped the connection, as a fault rule asked");
  }
}
