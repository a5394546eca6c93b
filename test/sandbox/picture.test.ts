import { decode as decodePng, encode as encodePng } from 'fast-png';
import { zlibSync } from 'fflate';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { drawPicture, type Picture, type PictureRequest } from '../../src/testing/picture/draw-picture.js';
import { UnreadablePictureError } from '../../src/testing/picture/unreadable-picture-error.js';

const draw = (request: Partial<PictureRequest> = {}): Picture =>
  drawPicture({ prompt: 'a red fox', aspectRatio: '16:9', format: 'jpeg', ...request });

interface Pixels {
  width: number;
  height: number;
  channels: number;
  data: ArrayLike<number>;
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** By libraries that had no part in the drawing. */
const read = ({ bytes, contentType }: Picture): Pixels =>
  contentType === 'image/png'
    ? decodePng(bytes, { checkCrc: true })
    : {
        ...jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false, tolerantDecoding: false }),
        channels: 3,
      };

/** The brightness of 32 × 32 points, where neither caption nor frame nor inset is. */
const thumbnail = ({ width, height, channels, data }: Pixels): number[] =>
  Array.from({ length: 32 * 32 }, (_, cell) => {
    const x = Math.floor((0.05 + (0.7 * (cell % 32)) / 32) * width);
    const y = Math.floor((0.05 + (0.6 * Math.floor(cell / 32)) / 32) * height);
    const at = (y * width + x) * channels;
    return (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
  });

const correlation = (a: readonly number[], b: readonly number[]): number => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const spread = (values: readonly number[], centre: number) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0));
  const common = a.reduce((sum, value, i) => sum + (value - meanA) * ((b[i] ?? 0) - meanB), 0);
  return common / (spread(a, meanA) * spread(b, meanB));
};

/** Blotches, light and dark, as a photograph has them; `seed` decides which. */
const blotches = (seed: number, width = 768, height = 432, channels = 3): Pixels & { data: Uint8Array } => {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    for (let c = 0; c < channels; c++) {
      const wave = Math.sin(x * (7 + seed * 5) + seed * 3 + c / 2) * Math.cos(y * (13 - seed * 4) + seed);
      data[i * channels + c] = c === 3 || (channels === 2 && c === 1) ? 255 : 128 + 120 * wave;
    }
  }
  return { width, height, channels, data };
};
const asPng = (pixels: Pixels & { data: Uint8Array }): Uint8Array => encodePng(pixels);
const asJpeg = ({ width, height, data }: Pixels & { data: Uint8Array }): Uint8Array =>
  new Uint8Array(jpeg.encode({ width, height, data }, 85).data);

const chunk = (type: string, body: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(12 + body.length);
  new DataView(whole.buffer).setUint32(0, body.length);
  whole.set(new TextEncoder().encode(type), 4);
  whole.set(body, 8);
  let crc = 0xffffffff;
  for (const byte of whole.subarray(4, 8 + body.length)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  new DataView(whole.buffer).setUint32(8 + body.length, ~crc >>> 0);
  return whole;
};
interface RawPng {
  width: number;
  height: number;
  depth: number;
  colourType: number;
  rows: Uint8Array;
  interlace?: number;
  more?: Uint8Array[];
}
/** A PNG of any kind, also of kinds that are wrong. */
const rawPng = ({ width, height, depth, colourType, rows, interlace = 0, more = [] }: RawPng): Uint8Array => {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([depth, colourType, 0, 0, interlace], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', zlibSync(rows)),
    chunk('IEND', new Uint8Array()),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
};

describe('a picture', () => {
  const ratios = {
    '21:9': 21 / 9,
    '16:9': 16 / 9,
    '4:3': 4 / 3,
    '1:1': 1,
    '3:4': 3 / 4,
    '9:16': 9 / 16,
  } as const;
  const all = (Object.keys(ratios) as (keyof typeof ratios)[]).flatMap((aspectRatio) =>
    (['jpeg', 'png'] as const).map((format) => ({ aspectRatio, format })),
  );

  it.each(all)(
    'is a $format of exactly $aspectRatio that other libraries can read',
    ({ aspectRatio, format }) => {
      const picture = draw({ aspectRatio, format });
      const { width, height } = read(picture);
      expect(picture).toMatchObject({ width, height, contentType: `image/${format}` });
      expect(width / height).toBe(ratios[aspectRatio]);
    },
  );

  it('looks the same as JPEG and as PNG', () => {
    const [one, other] = [read(draw({ format: 'jpeg' })), read(draw({ format: 'png' }))];
    const off = Array.from({ length: other.data.length }, (_, i) =>
      Math.abs((one.data[i] ?? 0) - (other.data[i] ?? 0)),
    );
    expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(3);
  });

  it('is the same for the same request, to the byte', () => {
    const [one, other] = [draw({ model: 'flux-kontext-pro' }), draw({ model: 'flux-kontext-pro' })];
    expect(isSame(one.bytes, other.bytes)).toBe(true);
  });

  it('is another for another prompt, in any script, and for another model', () => {
    const prompts = ['a red fox', 'a red fo', 'A red fox', '一只狐狸', '一只猫', '고양이', '🐱', '🐶', ''];
    const pictures = [...prompts.map((prompt) => draw({ prompt })), draw({ model: 'flux-kontext-max' })];
    const different = pictures.filter(
      ({ bytes }, i) => !pictures.slice(0, i).some((earlier) => isSame(earlier.bytes, bytes)),
    );
    expect(different).toHaveLength(pictures.length);
  });

  it.each([
    ['a blank text', ' \n\t '],
    ['10,000 characters', 'a very long story about a fox '.repeat(334)],
    ['one word of 10,000 characters', 'x'.repeat(10_000)],
    ['10,000 Chinese characters', '狐'.repeat(10_000)],
    ['controls and direction marks', '\u0000\u0007\u001b[31m\u202eabc\u2066\ufeff\u00ad'],
    ['half an emoji', '\ud83d and \udc31'],
    ['joined emoji', '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽'],
    ['right to left', 'قطة صغيرة על הגג'],
    ['scripts that no face has', 'แมว बिल्ली 고양이 𠜎 \u{10ffff}'],
    ['accents without end', `z${'\u0301'.repeat(500)}`],
  ])('is drawn for %s, too', (_, prompt) => {
    for (const aspectRatio of ['9:16', '21:9'] as const) {
      expect(read(draw({ prompt, aspectRatio, model: prompt })).width).toBeGreaterThan(0);
    }
  });
});

describe('an edit', () => {
  const sources = {
    'a JPEG': () => asJpeg(blotches(1, 768, 432, 4)),
    'an RGB PNG': () => asPng(blotches(1)),
    'a PNG with alpha': () => asPng(blotches(1, 768, 432, 4)),
    'a small picture': () => asPng(blotches(1, 64, 36)),
    'a large picture': () => asPng(blotches(1, 1600, 900)),
  };
  const seen = (seed: number) => thumbnail(blotches(seed));

  it.each(Object.entries(sources))('plainly shows its source: %s', (_, source) => {
    const edited = thumbnail(read(draw({ prompt: 'make it blue', source: source() })));
    expect(correlation(edited, seen(1))).toBeGreaterThan(0.9);
    expect(Math.abs(correlation(edited, seen(2)))).toBeLessThan(0.4);
  });

  it('has colours that the prompt decides', () => {
    const source = asPng(blotches(1));
    const averageOf = (prompt: string): [red: number, green: number, blue: number] => {
      const { data } = read(draw({ prompt, source }));
      const sum = [0, 0, 0];
      for (let i = 0; i < data.length; i++) sum[i % 3] = (sum[i % 3] ?? 0) + (data[i] ?? 0);
      const [red = 0, green = 0, blue = 0] = sum.map((total) => (total * 3) / data.length);
      return [red, green, blue];
    };
    const [green, pink] = [averageOf('make it green'), averageOf('make it pink')];
    expect(pink[0] - green[0]).toBeGreaterThan(10);
  });

  it('can be made of what the sandbox drew, as JPEG and as PNG, and of another ratio', () => {
    for (const format of ['jpeg', 'png'] as const) {
      const first = draw({ format, prompt: 'a city by the sea', aspectRatio: '3:4' });
      expect(read(draw({ source: first.bytes, aspectRatio: '21:9' })).width).toBe(896);
    }
  });

  it('leaves its source as it was', () => {
    const source = asPng(blotches(1));
    const before = source.slice();
    draw({ source });
    expect(isSame(source, before)).toBe(true);
  });

  // Left half black, right half white, in each kind.
  const kinds: [name: string, png: RawPng][] = [
    [
      '1-bit grey',
      { width: 16, height: 2, depth: 1, colourType: 0, rows: Uint8Array.of(0, 0, 255, 0, 0, 255) },
    ],
    ['2-bit grey', { width: 8, height: 1, depth: 2, colourType: 0, rows: Uint8Array.of(0, 0, 255) }],
    [
      '8-bit grey, filtered',
      { width: 4, height: 1, depth: 8, colourType: 0, rows: Uint8Array.of(1, 0, 0, 255, 0) },
    ],
    [
      '16-bit grey',
      { width: 2, height: 1, depth: 16, colourType: 0, rows: Uint8Array.of(0, 0, 0, 255, 255) },
    ],
    [
      'grey with alpha',
      { width: 2, height: 1, depth: 8, colourType: 4, rows: Uint8Array.of(0, 0, 255, 9, 0) },
    ],
    [
      '16-bit RGB',
      {
        width: 2,
        height: 1,
        depth: 16,
        colourType: 2,
        rows: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255),
      },
    ],
    [
      '4-bit palette, its second entry transparent',
      {
        width: 4,
        height: 1,
        depth: 4,
        colourType: 3,
        rows: Uint8Array.of(0, 0x00, 0x11),
        more: [chunk('PLTE', Uint8Array.of(0, 0, 0, 90, 0, 0)), chunk('tRNS', Uint8Array.of(255, 0))],
      },
    ],
    [
      'interlaced 1-bit grey',
      { width: 2, height: 1, depth: 1, colourType: 0, interlace: 1, rows: Uint8Array.of(0, 0, 0, 128) },
    ],
  ];
  it('reads a PNG of a hundred thousand pieces without going through them for each', () => {
    const more = Array.from({ length: 100_000 }, () => chunk('IDAT', new Uint8Array()));
    const source = rawPng({
      width: 2,
      height: 1,
      depth: 8,
      colourType: 0,
      rows: Uint8Array.of(0, 0, 255),
      more,
    });
    expect(draw({ source }).bytes.length).toBeGreaterThan(0);
  });

  it.each(kinds)('reads a PNG of every kind: %s', (_, png) => {
    const { data, width, height } = read(draw({ source: rawPng(png), format: 'png', aspectRatio: '1:1' }));
    const redAt = (x: number): number =>
      data[(Math.floor(height / 2) * width + Math.floor(x * width)) * 3] ?? 0;
    expect(redAt(0.8) - redAt(0.2)).toBeGreaterThan(120);
  });
});

describe('a source that is no picture', () => {
  const png = asPng(blotches(1, 64, 64));
  const photo = asJpeg(blotches(1, 64, 64, 4));
  const damaged = png.slice();
  damaged[60] = (damaged[60] ?? 0) ^ 1;
  const hugeJpeg = photo.slice();
  const frame = hugeJpeg.findIndex((byte, i) => byte === 0xff && hugeJpeg[i + 1] === 0xc0);
  hugeJpeg.set([0xff, 0xff, 0xff, 0xff], frame + 5);
  const grey = { depth: 8, colourType: 0 } as const;

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('<!doctype html><title>Not found</title>')],
    ['a PNG signature alone', png.slice(0, 8)],
    ['half a PNG', png.slice(0, png.length / 2)],
    ['a PNG without its end', png.slice(0, -12)],
    ['a damaged PNG', damaged],
    ['half a JPEG', photo.slice(0, photo.length / 2)],
    ['a JPEG signature alone', photo.slice(0, 4)],
    ['a JPEG that says 65535 × 65535', hugeJpeg],
    [
      'a PNG that says 4 gigapixels',
      rawPng({ ...grey, width: 65_536, height: 65_536, rows: new Uint8Array(9) }),
    ],
    ['a PNG of no width', rawPng({ ...grey, width: 0, height: 1, rows: new Uint8Array(9) })],
    ['a decompression bomb', rawPng({ ...grey, width: 2, height: 2, rows: new Uint8Array(30_000_000) })],
    ['a PNG with too few pixels', rawPng({ ...grey, width: 50, height: 50, rows: new Uint8Array(51) })],
    [
      'a PNG of an unknown colour type',
      rawPng({ ...grey, colourType: 5, width: 1, height: 1, rows: new Uint8Array(9) }),
    ],
    ['a PNG of an unknown filter', rawPng({ ...grey, width: 1, height: 1, rows: Uint8Array.of(7, 0) })],
    ['a GIF', new TextEncoder().encode('GIF89a\u0001\u0000\u0001\u0000')],
  ])('is refused by name: %s', (_, source) => {
    expect(() => draw({ source })).toThrow(UnreadablePictureError);
  });
});
