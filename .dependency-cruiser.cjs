/** The layers of docs/architecture.md: imports go down only, types included. */
const entry =
  '^(src/(index|(ai-sdk|callbacks|node|testing)/index)|packages/core/src/(index|errors|callbacks))\\.ts$';
const core = '^packages/core/src/';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'Imports go one way.', {}, { circular: true }),
    rule(
      'entries-are-leaves',
      'Nothing inside imports an entry of its own package; the program and /ai-sdk do, as users of it.',
      { path: '^src/', pathNot: '^src/(testing/cli|ai-sdk)/' },
      { path: entry.replace('|packages/core/src/(index|errors|callbacks)', ''), pathNot: '^packages/' },
    ),
    rule(
      'core-entries-are-leaves',
      'Nothing inside core imports an entry of core.',
      { path: core },
      { path: '^packages/core/src/(index|errors|callbacks)\\.ts$' },
    ),
    rule('core-knows-no-model', 'Core never imports a model package.', { path: core }, { path: '^src/' }),
    rule(
      'testing-is-apart',
      'Only its own files import the sandbox.',
      { path: '^src/', pathNot: '^src/testing/' },
      { path: '^src/testing/' },
    ),
    rule(
      'ai-sdk-is-apart',
      'Nobody imports the provider for the AI SDK, which uses the package as a user does.',
      { path: '^src/', pathNot: '^src/ai-sdk/' },
      { path: '^src/ai-sdk/' },
    ),
    rule(
      'ai-sdk-is-a-user',
      'It takes the client from the entry, or the package would hold it twice.',
      { path: '^src/ai-sdk/' },
      { path: ['^src/(client|text-to-image|download-image|response)', '^packages/core/src/(http|task)/'] },
    ),
    rule(
      'testing-has-no-transport',
      'The sandbox must not share the code that it tests.',
      { path: '^src/testing/' },
      { path: ['^packages/core/src/(http|task|index)', '^src/(client|text-to-image)'] },
    ),
    rule(
      'callbacks-stay-light',
      'The callback entry loads neither client nor transport nor params.',
      { path: '^src/callbacks/' },
      { path: ['^packages/core/src/(http|task|index)', '^src/(client|text-to-image|params)'] },
    ),
    rule(
      'errors-are-the-ground',
      'Errors import nothing but errors.',
      { path: `${core}errors/` },
      { path: '.', pathNot: `${core}errors/` },
    ),
    rule(
      'time-knows-errors-only',
      'Time imports errors and types at the most.',
      { path: `${core}time/` },
      { path: '.', pathNot: `${core}(time/|errors/|platform)` },
    ),
    rule(
      'core-callbacks-stay-light',
      'The verifier imports errors, crypto and the environment at the most.',
      { path: `${core}callbacks/` },
      { path: '.', pathNot: `${core}((callbacks|errors|crypto)/|env\\.ts)` },
    ),
    rule(
      'transport-knows-no-task',
      'http is below task, download and resources.',
      { path: `${core}http/` },
      { path: `${core}(task|download|resources)/` },
    ),
    rule(
      'node-only-where-it-must',
      '`node:` only in files that exist for Node.',
      {
        path: '.',
        pathNot:
          '(crypto\\.node|node-listener|listen|cli)\\.ts$|^src/(node|testing/picture|testing/cli)/|\\.mjs$',
      },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'node-is-apart',
      'What needs a file system is reached through its own entry only.',
      { path: '^src/', pathNot: '^src/node/' },
      { path: '^src/node/' },
    ),
    rule(
      'node-entry-stays-light',
      'The entry for Node loads neither client nor schema.',
      { path: '^src/node/' },
      { path: '^src/(client|text-to-image|params/schema)' },
    ),
    rule(
      'zod-in-one-room',
      'zod is imported by the params only.',
      { path: '.', pathNot: '^src/params/' },
      { path: '^node_modules/zod/' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
