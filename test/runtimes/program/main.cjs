const entries = require('./entries.cjs'); // every entry, by require

import('./report.mjs').then(({ report }) => report(entries));
