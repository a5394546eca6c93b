// npm run storm -- --minutes 10 --seed 42: the storm is TypeScript, and is loaded as the tests load it.
import { fileURLToPath } from 'node:url';
import { loadConfigFromFile, runnerImport } from 'vite';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { config } = await loadConfigFromFile({ command: 'serve', mode: 'test' }, at('../../vitest.config.ts'));
await runnerImport(at('cli.ts'), { resolve: config.resolve });
