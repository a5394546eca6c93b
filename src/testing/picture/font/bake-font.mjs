// Makes latin.data.ts and cjk.data.ts, which are checked in. Only needed when the choice of characters changes:
//   mkdir /tmp/bake && cd /tmp/bake && npm i opentype.js@1.3.4 @fontsource/inter@5 @fontsource/noto-sans-sc@5
//   node <here>/bake-font.mjs /tmp/bake <here>
// Each glyph is a 1-bit picture, larger than it is shown, so that scaling it down makes smooth edges. Its pixels
// are range coded, each with the odds that its neighbours give it (as JBIG does): half of what deflate needs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

const [bakery, here] = process.argv.slice(2);
const opentype = createRequire(join(bakery, 'x.js'))('opentype.js');

/** The already coded neighbours that give the odds, as in glyph-decoder.ts. */
const NEIGHBOURS = [
  [-1, 0],
  [-2, 0],
  [-3, 0],
  [-4, 0],
  [0, -1],
  [-1, -1],
  [1, -1],
  [-2, -1],
  [2, -1],
  [0, -2],
  [-1, -2],
  [1, -2],
];

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const chars = (text) => [...text].map((char) => char.codePointAt(0));
/** The characters of a two-byte encoding's block, by way of the platform's own decoder. */
const block = (encoding, leads, trails) => {
  const decoder = new TextDecoder(encoding);
  return leads.flatMap((lead) =>
    trails.flatMap((trail) => chars(decoder.decode(new Uint8Array([lead, trail])))),
  );
};
const isHan = (code) => code >= 0x4e00 && code <= 0x9fff;

const latin = [
  ...range(0x21, 0x7e),
  ...range(0xa1, 0xac),
  ...range(0xae, 0x17f),
  ...chars('ƠơƯưȘșȚț'),
  ...range(0x1ea0, 0x1ef9),
  ...range(0x386, 0x3ce),
  ...range(0x400, 0x45f),
  0x490,
  0x491,
  ...chars('‐‑–—‘’‚“”„†‡•…‰′″‹›⁄€₣₤₩₫₱₹₺₽₿№™←↑→↓−×÷≈≠≤≥∞√'),
];
const cjk = [
  ...range(0x3001, 0x3003),
  ...range(0x3005, 0x3017),
  ...range(0x3041, 0x3096),
  ...range(0x309b, 0x309e),
  ...range(0x30a1, 0x30fe),
  ...range(0xff01, 0xff5e),
  0xffe5,
  ...block('gbk', range(0xb0, 0xf7), range(0xa1, 0xfe)).filter(isHan), // simplified: all of GB 2312
  ...block('big5', range(0xa4, 0xc6), [...range(0x40, 0x7e), ...range(0xa1, 0xfe)]).filter(isHan), // traditional: level 1
  ...block('euc-jp', range(0xb0, 0xcf), range(0xa1, 0xfe)).filter(isHan), // Japanese: level 1
];

function loadFonts(name, weight) {
  const folder = join(bakery, 'node_modules/@fontsource', name, 'files');
  const files = readdirSync(folder).filter((file) => file.endsWith(`-${weight}-normal.woff`));
  return files.map((file) => opentype.parse(new Uint8Array(sfnt(readFileSync(join(folder, file)))).buffer));
}

/** WOFF to plain OpenType: opentype.js's own inflate fails on some of the files. */
function sfnt(woff) {
  const count = woff.readUInt16BE(12);
  const header = Buffer.alloc(12 + count * 16);
  woff.copy(header, 0, 4, 8);
  header.writeUInt16BE(count, 4);
  const parts = [header];
  let offset = header.length;
  for (let i = 0; i < count; i++) {
    const [at, packed, size, sum] = [4, 8, 12, 16].map((field) => woff.readUInt32BE(44 + i * 20 + field));
    const stored = woff.subarray(at, at + packed);
    const table = packed < size ? inflateSync(stored) : stored;
    woff.copy(header, 12 + i * 16, 44 + i * 20, 48 + i * 20);
    [sum, offset, size].forEach((value, k) => {
      header.writeUInt32BE(value, 16 + i * 16 + k * 4);
    });
    parts.push(table, Buffer.alloc(-size & 3));
    offset += size + (-size & 3);
  }
  return Buffer.concat(parts);
}

function edges(path) {
  const found = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const to = (nextX, nextY) => {
    if (y !== nextY) found.push([x, y, nextX, nextY]);
    [x, y] = [nextX, nextY];
  };
  for (const step of path.commands) {
    if (step.type === 'M') [x, y, startX, startY] = [step.x, step.y, step.x, step.y];
    else if (step.type === 'L') to(step.x, step.y);
    else if (step.type === 'Z') to(startX, startY);
    else {
      const [x0, y0] = [x, y];
      const [x1, y1] = [step.x1, step.y1];
      for (let i = 1; i <= 8; i++) {
        const [t, u] = [i / 8, 1 - i / 8];
        if (step.type === 'Q')
          to(u * u * x0 + 2 * u * t * x1 + t * t * step.x, u * u * y0 + 2 * u * t * y1 + t * t * step.y);
        else
          to(
            u ** 3 * x0 + 3 * u * u * t * x1 + 3 * u * t * t * step.x2 + t ** 3 * step.x,
            u ** 3 * y0 + 3 * u * u * t * y1 + 3 * u * t * t * step.y2 + t ** 3 * step.y,
          );
      }
    }
  }
  return found;
}

/** 1 where more than half of a pixel is inside. */
function rasterize(path, width, height) {
  const fine = 4;
  const covered = new Uint8Array(width * height);
  const lines = edges(path);
  for (let row = 0; row < height * fine; row++) {
    const y = (row + 0.5) / fine;
    const crossings = lines
      .filter(([, y0, , y1]) => Math.min(y0, y1) <= y && y < Math.max(y0, y1))
      .map(([x0, y0, x1, y1]) => [x0 + ((y - y0) * (x1 - x0)) / (y1 - y0), y0 < y1 ? 1 : -1])
      .sort(([a], [b]) => a - b);
    let winding = 0;
    for (let i = 0; i + 1 < crossings.length; i++) {
      winding += crossings[i][1];
      if (winding === 0) continue;
      const end = Math.min(width * fine, Math.ceil(crossings[i + 1][0] * fine - 0.5));
      for (let x = Math.max(0, Math.ceil(crossings[i][0] * fine - 0.5)); x < end; x++) {
        covered[Math.floor(row / fine) * width + Math.floor(x / fine)]++;
      }
    }
  }
  return covered.map((count) => (count >= (fine * fine) / 2 ? 1 : 0));
}

function* pixels({ bits, width, height }) {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let context = 0;
      for (const [dx, dy] of NEIGHBOURS) {
        const inside = x + dx >= 0 && x + dx < width && y + dy >= 0;
        context = context * 2 + (inside ? bits[(y + dy) * width + x + dx] : 0);
      }
      yield [context, bits[y * width + x]];
    }
  }
}

/** For each context, how likely an empty pixel is, in 256ths. */
function odds(glyphs) {
  const seen = Array.from({ length: 1 << NEIGHBOURS.length }, () => [0.4, 0.4]);
  for (const glyph of glyphs) for (const [context, bit] of pixels(glyph)) seen[context][bit]++;
  return Uint8Array.from(seen, ([empty, full]) =>
    Math.min(255, Math.max(1, Math.round((256 * empty) / (empty + full)))),
  );
}

function code(glyph, model) {
  let low = 0n;
  let size = 0xffffffffn;
  let digits = 4; // bytes that `low` stands for
  for (const [context, bit] of pixels(glyph)) {
    const bound = (size >> 8n) * BigInt(model[context]);
    if (bit === 0) size = bound;
    else {
      low += bound;
      size -= bound;
    }
    while (size < 1n << 24n) {
      size <<= 8n;
      low <<= 8n;
      digits++;
    }
  }
  // Any number in [low, low + size) will do, and the decoder reads zeros past the end: take the roundest.
  for (let cut = BigInt(digits * 8); ; cut -= 8n) {
    const round = ((low + (1n << cut) - 1n) >> cut) << cut;
    if (round < low + size)
      return Buffer.from(
        round
          .toString(16)
          .padStart(digits * 2, '0')
          .slice(0, digits * 2 - Number(cut / 4n)),
        'hex',
      );
  }
}

const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);

function bake({ name, of, weight, codes, em, height, baseline, margin, about }) {
  const fonts = loadFonts(of, weight);
  const glyphs = [];
  const missing = [];
  for (const code of [...new Set(codes)].sort((a, b) => a - b)) {
    const char = String.fromCodePoint(code);
    const font = fonts.find((candidate) => candidate.charToGlyphIndex(char) > 0);
    if (!font) {
      missing.push(char);
      continue;
    }
    const glyph = font.charToGlyph(char);
    const advance = Math.round((glyph.advanceWidth / font.unitsPerEm) * em);
    const width = advance + 2 * margin;
    glyphs.push({
      code,
      advance,
      width,
      height,
      bits: rasterize(glyph.getPath(margin, baseline, em), width, height),
    });
  }
  const model = odds(glyphs);
  let last = 0;
  const index = [];
  const streams = [];
  for (const glyph of glyphs) {
    const stream = code(glyph, model);
    index.push(...varint(glyph.code - last), glyph.advance, ...varint(stream.length));
    streams.push(stream);
    last = glyph.code;
  }
  const head = [em, height, baseline, margin, glyphs.length >> 8, glyphs.length & 255];
  const all = Buffer.concat([Buffer.from(head), model, Buffer.from(index), ...streams]);
  const text = `// Made by bake-font.mjs: ${about}\nexport const ${name} =\n  '${all.toString('base64')}';\n`;
  writeFileSync(join(here, `${name}.data.ts`), text);
  console.log(
    name,
    glyphs.length,
    'glyphs',
    all.length,
    'bytes',
    text.length,
    'as text; missing',
    missing.join(''),
  );
}

bake({
  name: 'latin',
  of: 'inter',
  weight: 600,
  codes: latin,
  em: 44,
  height: 58,
  baseline: 46,
  margin: 3,
  about: 'Inter SemiBold, Copyright The Inter Project Authors, SIL Open Font License 1.1.',
});
bake({
  name: 'cjk',
  of: 'noto-sans-sc',
  weight: 500,
  codes: cjk,
  em: 28,
  height: 30,
  baseline: 26,
  margin: 1,
  about:
    'Noto Sans SC Medium, Copyright Google Inc. (Noto is a trademark of Google), SIL Open Font License 1.1.',
});
