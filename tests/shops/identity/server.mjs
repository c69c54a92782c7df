/** An OpenID provider with the device flow, for tests: `node server.mjs`, with PORT, CLIENT and CLIENT_SECRET.
 *
 * Whoever signs in is who they say they are: the name becomes the subject, and `employee` among the claims that are
 * told when asked for.
 */
import Provider from 'oidc-provider';

const { PORT, CLIENT, CLIENT_SECRET } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT,
      client_secret: CLIENT_SECRET,
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  claims: { openid: ['sub', 'employee'] },
  features: { deviceFlow: { enabled: true }, devInteractions: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, employee: id }) }),
  ttl: { DeviceCode: 600 },
});
provider.listen(Number(PORT), '127.0.0.1', () => console.log('READY'));
