import { fileURLToPath } from 'node:url';
import { testRound } from '../../test/examples/round.js';

testRound('node:http', {
  args: [fileURLToPath(new URL('server.mjs', import.meta.url))],
  ready: /Listening at/,
});
