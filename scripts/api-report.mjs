// The public surface of every entry as a text file in api/, so that a change of it shows in the diff. Needs a build.
// `npm run api` writes them; `node scripts/api-report.mjs --check` fails when they are not what is built.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const REPORTS = resolve('api');
const BUILT = resolve('node_modules/.cache/api');

/** How the report of every entry of a package is made, from its `exports`. */
function entriesOf(root) {
  const { name, exports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => target.import?.types)
    .map(([path, target]) => {
      const file = `${name.replace('@runapi.ai/', '')}${path.slice(1).replaceAll('/', '-')}.api.md`;
      return { file, config: configOf(resolve(root), resolve(root, target.import.types), file) };
    });
}

const configOf = (root, declarations, file) =>
  ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: file,
        reportFolder: REPORTS,
        reportTempFolder: BUILT,
        includeForgottenExports: true, // what a signature names is part of the surface, exported or not
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2022', 'DOM', 'DOM.Iterable'],
            module: 'ESNext',
            moduleResolution: 'bundler',
            strict: true,
            types: [],
          },
          files: [declarations],
        },
      },
      // The style of doc comments is not what is watched here.
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(root, 'package.json'),
  });

/** Writes or compares the reports of a package, which compiles once; what is wrong with them. */
function reportsOf(root, isCheck) {
  const entries = entriesOf(root);
  const [{ config: first }, ...rest] = entries;
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: rest.map(({ config }) => config.mainEntryPointFilePath),
  });
  return entries.flatMap(({ file, config }) => {
    const faults = [];
    const { apiReportChanged } = Extractor.invoke(config, {
      compilerState,
      localBuild: !isCheck,
      messageCallback: (message) => {
        message.handled = true;
        if (message.logLevel === ExtractorLogLevel.Error) faults.push(`api/${file}: ${message.text}`);
      },
    });
    if (isCheck && apiReportChanged)
      faults.push(`The public surface is not what api/${file} says. If you mean the change: npm run api`);
    return faults;
  });
}

/** What is wrong with the reports; nothing when they say what is built. */
export function apiReports({ isCheck }) {
  for (const folder of [REPORTS, BUILT]) mkdirSync(folder, { recursive: true });
  const faults = ['.', 'packages/core'].flatMap((root) => reportsOf(root, isCheck));
  rmSync(BUILT, { recursive: true });
  return faults;
}

if (process.argv[1] === import.meta.filename) {
  const faults = apiReports({ isCheck: process.argv.includes('--check') });
  for (const fault of faults) console.error(`✗ ${fault}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
