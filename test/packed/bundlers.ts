import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build as esbuild } from 'esbuild';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';

export type Platform = 'browser' | 'node';

/** What a bundler made of a program. */
export interface Bundle {
  /** What it read and kept, by paths that begin with the package. */
  readonly modules: readonly string[];
  readonly warnings: readonly string[];
  readonly code: string;
}

type Bundler = (entry: string, platform: Platform) => Promise<Bundle>;

/** The bundlers that people use, each as its documentation sets it up, for production. */
export const bundlers = {
  esbuild: async (entry, platform) => {
    const { metafile, warnings, outputFiles } = await esbuild({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'esm',
      platform,
      metafile: true,
      write: false,
      logLevel: 'silent',
      tsconfigRaw: {},
    });
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    return {
      modules: named(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)),
      warnings: warnings.map(({ text }) => text),
      code: outputFiles.map(({ text }) => text).join('\n'),
    };
  },

  Rollup: async (entry, platform) => {
    const warnings: string[] = [];
    const bundle = await rollup({
      input: entry,
      external: [/^node:/],
      plugins: [nodeResolve(platform === 'browser' ? { browser: true } : { exportConditions: ['node'] })],
      onLog: (_, { message }) => warnings.push(message),
    });
    const { output } = await bundle.generate({ format: 'esm' });
    await bundle.close();
    return fromChunks(output, warnings);
  },

  Vite: async (entry, platform) => {
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const built = await vite({
      configFile: false,
      root: dirname(entry),
      customLogger: {
        info: () => undefined,
        warn,
        warnOnce: warn,
        error: warn,
        clearScreen: () => undefined,
        hasErrorLogged: () => false,
        hasWarned: false,
      },
      ...(platform === 'node' ? { ssr: { noExternal: true, target: 'node' } } : {}),
      build: {
        write: false,
        minify: true,
        ...(platform === 'node' ? { ssr: entry } : { lib: { entry, formats: ['es'] } }),
      },
    });
    const results = [built].flat();
    const output = results.flatMap((result) => ('output' in result ? result.output : []));
    return fromChunks(output, warnings);
  },

  webpack: (entry, platform) =>
    new Promise((resolve, reject) => {
      const outputPath = join(dirname(entry), 'webpack');
      const compiler = webpack({
        mode: 'production',
        context: dirname(entry),
        entry,
        target: platform === 'node' ? 'node18' : 'web',
        experiments: { outputModule: true },
        output: { path: outputPath, library: { type: 'module' }, chunkFormat: 'module' },
      });
      compiler.run((error, stats) =>
        compiler.close(() => {
          if (error || !stats) return reject(error);
          const {
            modules = [],
            assets = [],
            warnings = [],
            errors = [],
          } = stats.toJson({
            all: false,
            modules: true,
            nestedModules: true,
            orphanModules: false,
            assets: true,
            errors: true,
            warnings: true,
          });
          resolve({
            modules: named(modules.flatMap(withNested)),
            warnings: [...errors, ...warnings].map(({ message }) => message),
            code: assets.map(({ name }) => readFileSync(join(outputPath, name), 'utf8')).join('\n'),
          });
        }),
      );
    }),
} satisfies Record<string, Bundler>;

interface WebpackModule {
  readonly name?: string;
  readonly modules?: readonly WebpackModule[];
}

const withNested = ({ name, modules }: WebpackModule): string[] => [
  ...(name ? [name] : []),
  ...(modules ?? []).flatMap(withNested),
];

interface Chunk {
  readonly type: 'chunk' | 'asset';
  readonly code?: string;
  readonly modules?: Readonly<Record<string, { readonly renderedLength: number }>>;
}

function fromChunks(output: readonly Chunk[], warnings: readonly string[]): Bundle {
  const modules = output.flatMap((chunk) => Object.entries(chunk.modules ?? {}));
  return {
    modules: named(modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([path]) => path)),
    warnings,
    code: output.map(({ code }) => code ?? '').join('\n'),
  };
}

const named = (paths: readonly string[]) =>
  paths.flatMap((path) => path.split('node_modules/@runapi.ai/')[1] ?? []).sort();
