import type { ValidationIssue } from '@runapi.ai/core';
import { type FluxKontextProviderOptions, ownOptions } from './provider-options.js';
import { RATIO_NAMES, ratioOf } from './ratio-of.js';
import type { ImageModelCall, ImageModelFile } from './specification.js';

/** What `generateImage` can be asked for, and this model can not do; params are checked elsewhere. */
export function callFaults(call: ImageModelCall): ValidationIssue[] {
  const own = ownOptions(call.providerOptions);
  return [...countFaults(call), ...sourceFaults(call, own), ...ratioFaults(call, own)];
}

/** Above this it is a mistake, and each picture costs. */
const MOST_PICTURES = 1_000;

const countFaults = ({ n }: ImageModelCall): ValidationIssue[] =>
  Number.isInteger(n) && n >= 1 && n <= MOST_PICTURES
    ? []
    : [{ path: 'n', message: `must be a whole number from 1 to ${MOST_PICTURES}, not ${n}` }];

function sourceFaults({ mask, files }: ImageModelCall, own: FluxKontextProviderOptions): ValidationIssue[] {
  const faults: ValidationIssue[] = [];
  const add = (path: string, message: string) => faults.push({ path, message });
  if (mask) add('prompt.mask', 'Flux Kontext takes none: say in the prompt what is to change');
  if (!files) return faults;
  if (files.length === 0)
    add('prompt.images', 'is empty: give one picture to edit, or the prompt as a string');
  if (files.length > 1) add('prompt.images', `takes one picture to edit, not ${files.length}`);
  for (const name of ['input_image', 'source_image_url'] as const)
    if (own[name] !== undefined) faults.push(given('prompt.images', name));
  return [...faults, ...files.flatMap((file) => fileFaults(file, own.idempotencyKey))];
}

function fileFaults(file: ImageModelFile, key: unknown): ValidationIssue[] {
  if (file.type === 'url') return [];
  const add = (message: string): ValidationIssue => ({ path: 'prompt.images', message });
  const faults = file.mediaType.startsWith('image/') ? [] : [add(`is ${file.mediaType}, and no picture`)];
  // Each upload has a URL of its own, so a repeat would come with other input under the same key: a ConflictError.
  if (key !== undefined)
    faults.push(
      add(
        'takes a URL where there is an idempotencyKey: client.files.create gives one, which lives for an hour. A repeat with bytes would be another input',
      ),
    );
  return faults;
}

function ratioFaults(
  { aspectRatio, size }: ImageModelCall,
  own: FluxKontextProviderOptions,
): ValidationIssue[] {
  if (aspectRatio !== undefined)
    return own.aspect_ratio === undefined ? [] : [given('aspectRatio', 'aspect_ratio')];
  if (size === undefined || own.aspect_ratio !== undefined || ratioOf(size)) return [];
  const message = `takes the ratios ${RATIO_NAMES} alone, and ${size} has another: pass aspectRatio`;
  return [{ path: 'size', message }];
}

const given = (path: string, name: keyof FluxKontextProviderOptions): ValidationIssue => ({
  path,
  message: `is given, and so is providerOptions.fluxKontext.${name}: give one of them`,
});
