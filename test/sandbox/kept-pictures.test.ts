import { expect, test } from 'vitest';
import { readParams } from '../../src/testing/service/params.js';
import { createPictures } from '../../src/testing/service/pictures.js';
import type { Task } from '../../src/testing/service/task.js';
import { params } from './support/calls.js';

const taskOf = (imageName: string, input: Record<string, unknown>): Task => ({
  id: 'task_1',
  input,
  params: readParams(input),
  origin: 'http://sandbox.localhost',
  idempotencyKey: undefined,
  clientRequestId: undefined,
  createdAt: 0,
  processingAt: 0,
  dueAt: 0,
  imageName,
  costCents: 4,
  callbackId: '',
  callbackAttempts: 0,
  firstCallback: undefined,
  outcome: { knownAt: 0 },
});

const generation = taskOf('1.png', { ...params, output_format: 'png' });
const edit = taskOf('2.jpg', { ...params, input_image: 'https://cdn.example.com/source.jpg' });

test('pictures beyond the room there is are let go: a generated one is drawn again, an edited one is gone', () => {
  const pictures = createPictures(1);
  const source = pictures.of(generation)?.bytes ?? new Uint8Array();
  pictures.edit(edit, source);
  expect(pictures.of(edit)?.contentType).toBe('image/jpeg');

  expect(pictures.of(generation)?.bytes).toEqual(source);
  expect(pictures.of(edit)).toBeUndefined();
});

test('a picture is drawn once, while there is room for it', () => {
  const pictures = createPictures();

  expect(pictures.of(generation)).toBe(pictures.of(generation));
});
