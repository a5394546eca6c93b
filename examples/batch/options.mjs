import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from './user-error.mjs';

export const USAGE = `Usage: node examples/batch/batch.mjs [options]

  --input <file>        .csv or .jsonl of prompts                     [OUT/prompts.csv]
  --out <folder>        the pictures, the journal, gallery.html       [out/batch]
  --concurrency <n>     pictures under way at the same time           [8]
  --make <n>            makes n sample prompts, if there is no input  [500, on a sandbox]
  -h, --help            this

It reads RUNAPI_API_KEY, and RUNAPI_BASE_URL for a sandbox: npx flux-kontext-sandbox
Columns of the CSV, and fields of the JSONL, are the params of textToImage: prompt, and as you like
model (flux-kontext-pro when there is none), aspect_ratio, output_format, input_image …`;

const SAMPLE_SIZE = 500;

export function readOptions(args) {
  const values = parse(args);
  if (values.help) return { help: true };
  const out = resolve(values.out ?? 'out/batch');
  const input = values.input === undefined ? join(out, 'prompts.csv') : resolve(values.input);
  if (!/\.(csv|jsonl)$/i.test(input))
    throw new UserError(`--input must be a .csv or .jsonl file, not ${input}`);
  const isSandbox = isLoopback(process.env.RUNAPI_BASE_URL);
  // Nobody should pay for 500 sample prompts without having asked for them.
  const make =
    wholeNumber('--make', values.make) ?? (values.input === undefined && isSandbox ? SAMPLE_SIZE : 0);
  if (make === 0 && !existsSync(input)) {
    throw new UserError(`There is no ${input}. Give --input prompts.csv, or --make 500 for sample prompts.`);
  }
  return { input, out, make, isSandbox, concurrency: wholeNumber('--concurrency', values.concurrency) ?? 8 };
}

function parse(args) {
  const text = { type: 'string' };
  const options = {
    input: text,
    out: text,
    concurrency: text,
    make: text,
    help: { type: 'boolean', short: 'h' },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UserError(`${error.message}\n\n${USAGE}`);
  }
}

function wholeNumber(name, text) {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UserError(`${name} must be a whole number from 1, not "${text}".`);
}

function isLoopback(url) {
  const host = url && URL.canParse(url) ? new URL(url).hostname : '';
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}
