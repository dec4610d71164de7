/**
 * A program in a terminal, which signs in by the device grant: `node terminal-program.mjs ISSUER CLIENT_ID` says where to type
 * which code, and then what it got, a line of JSON each.
 */
import { createMongoDBOIDCPlugin } from '@mongodb-js/oidc-plugin';

const [issuer, clientId] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));

const { mongoClientOptions } = createMongoDBOIDCPlugin({
  allowedFlows: ['device-auth'],
  passIdTokenAsAccessToken: true,
  notifyDeviceFlow: say,
});
const callback = mongoClientOptions.authMechanismProperties.OIDC_HUMAN_CALLBACK;
say(await callback({ version: 1, idpInfo: { issuer, clientId, requestScopes: ['openid'] } }));
process.exit();
