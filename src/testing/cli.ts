#!/usr/bin/env node
import { type Asked, readArgs, UsageError } from './cli/read-args.js';
import { serve } from './cli/serve.js';
import { USAGE } from './cli/texts.js';

try {
  const asked: Asked = readArgs(process.argv.slice(2));
  if (asked.help) process.stdout.write(USAGE);
  else await serve(asked);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const isUsage = error instanceof UsageError;
  process.stderr.write(`flux-kontext-sandbox: ${error.message}\n${isUsage ? 'See --help.\n' : ''}`);
  process.exitCode = isUsage ? 2 : 1;
}
