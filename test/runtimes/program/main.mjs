import entries from './entries.mjs'; // written by install-entries.ts: every entry that package.json exports
import { report } from './report.mjs';

await report(entries);
