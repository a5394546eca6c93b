import { drawPicture } from '../picture/draw-picture.js';
import type { Task } from './task.js';

// Some hundred pictures.
const MAX_BYTES = 64 * 1024 * 1024;

export interface Picture {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

export interface Pictures {
  /** Drawn when it is first asked for; `undefined`: an edit's that had to make room, whose source is gone. */
  of(task: Task): Picture | undefined;
  /** Draws an edit. Throws when the source is no picture. */
  edit(task: Task, source: Uint8Array): void;
  clear(): void;
}

/** The pictures that were used last, as many as fit. */
export function createPictures(maxBytes = MAX_BYTES): Pictures {
  const kept = new Map<string, Picture>(); // a Map keeps the order of insertion: the longest unused comes first
  let size = 0;

  const drop = (name: string): void => {
    size -= kept.get(name)?.bytes.byteLength ?? 0;
    kept.delete(name);
  };
  const keep = (name: string, picture: Picture): Picture => {
    drop(name);
    kept.set(name, picture);
    size += picture.bytes.byteLength;
    for (const oldest of kept.keys()) {
      if (size <= maxBytes || oldest === name) break;
      drop(oldest);
    }
    return picture;
  };

  return {
    of: (task) => {
      const picture =
        kept.get(task.imageName) ?? (task.params.sourceUrl === undefined ? draw(task) : undefined);
      return picture && keep(task.imageName, picture);
    },
    edit: (task, source) => {
      keep(task.imageName, draw(task, source));
    },
    clear: () => {
      kept.clear();
      size = 0;
    },
  };
}

function draw({ params }: Task, source?: Uint8Array): Picture {
  const { prompt, aspectRatio, format, model } = params;
  return drawPicture({ prompt, aspectRatio, format, model, ...(source && { source }) });
}
