import { type Canvas, fillRect } from '../canvas.js';
import { BLACK, type Colour, mix, WHITE } from '../colour.js';
import { drawText } from './draw-text.js';
import { widthOf } from './measure.js';
import { wrap } from './wrap.js';

const LINE_HEIGHT = 1.32;
const CREDIT_SIZE = 14;
const PADDING = 24;

/** From the largest type that suits the picture down to the smallest that is still easy to read. */
const TYPE_SIZES = [32, 27, 23, 20] as const;
const SMALLEST = 20;

export interface Caption {
  readonly text: string;
  /** The small line below. */
  readonly credit: string;
  readonly accent: Colour;
  /** Of the band: what is behind it shows through below 1. */
  readonly opacity: number;
}

/** A band along the lower edge with the prompt on it and, below, a small line that says who drew. */
export const drawCaption = (canvas: Canvas, { text, credit, accent, opacity }: Caption): void => {
  const { lines, typeSize } = setIn(text, canvas.width - 2 * PADDING, canvas.height > canvas.width ? 8 : 4);
  const textHeight = lines.length * typeSize * LINE_HEIGHT;
  const bandHeight = Math.round(textHeight + CREDIT_SIZE + 2.4 * CREDIT_SIZE);
  const top = canvas.height - bandHeight;

  fillRect(canvas, [0, top, canvas.width, bandHeight], mix(BLACK, accent, 0.12), opacity);
  fillRect(canvas, [0, top, canvas.width, 3], accent);
  for (const [row, line] of lines.entries()) {
    const baseline = Math.round(top + 1.2 * CREDIT_SIZE + (row * LINE_HEIGHT + 0.86) * typeSize);
    drawText(canvas, line, [PADDING, baseline], typeSize, WHITE);
  }
  drawText(canvas, credit, [PADDING, canvas.height - CREDIT_SIZE], CREDIT_SIZE, mix(WHITE, accent, 0.35));
};

/** The largest type in which the whole text takes up no more than its share of lines. */
const setIn = (text: string, limit: number, mostLines: number): { lines: string[]; typeSize: number } => {
  for (const typeSize of TYPE_SIZES) {
    const { lines, isWhole } = wrap(text, limit, mostLines - 1, (part) => widthOf(part, typeSize));
    if (isWhole) return { lines, typeSize };
  }
  const { lines } = wrap(text, limit, mostLines, (part) => widthOf(part, SMALLEST));
  return { lines, typeSize: SMALLEST };
};
