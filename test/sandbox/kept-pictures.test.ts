import { expect, test } from 'vitest';
import { readParams } from '../../src/testing/service/params.js';
import { createPictures } from '../../src/testing/service/pictures.js';
import { params } from './support/calls.js';
import { taskOf } from './support/task.js';

const generation = taskOf('1', {
  imageName: '1.png',
  params: readParams({ ...params, output_format: 'png' }),
});
const edit = taskOf('2', {
  params: readParams({ ...params, input_image: 'https://cdn.example.com/source.jpg' }),
});

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
