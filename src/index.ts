/** What `@saoma/testing` starts a broker with, in the process of somebody's tests. A broker by itself is `main.js`. */
export { createBroker } from './app.module.js';
export { readEnv } from './platform/env.js';
export { makeKeysFile } from './platform/keys.js';
