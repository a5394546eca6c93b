import type { PendingTextToImageResponse, TaskCreateResponse, TextToImageResponse } from './types.js';

/** Makes the error for a body that is not what it should be; `fault` is such as `has no task id`. */
export type Refuse = (fault: string) => Error;

/** A created task; all fields that came are kept. */
export function readCreated(body: unknown, refuse: Refuse): TaskCreateResponse {
  const fault = idFault(body);
  if (fault) throw refuse(fault);
  return body as TaskCreateResponse;
}

/** A task in whatever state; all fields that came are kept. A status that is not known counts as not final. */
export function readTask(body: unknown, refuse: Refuse): TextToImageResponse {
  const fault = idFault(body) ?? stateFault(body);
  if (fault) throw refuse(fault);
  return body as TextToImageResponse;
}

export const isFinal = (
  task: TextToImageResponse,
): task is Exclude<TextToImageResponse, PendingTextToImageResponse> =>
  task.status === 'completed' || task.status === 'failed';

function idFault(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'is not an object';
  const id = field(body, 'id');
  return typeof id === 'string' && id !== '' ? undefined : 'has no task id';
}

function stateFault(body: unknown): string | undefined {
  const status = field(body, 'status');
  if (typeof status !== 'string' || status === '') return 'has no status';
  if (status !== 'completed') return undefined;
  const images = field(body, 'images');
  if (!Array.isArray(images) || images.length === 0)
    return 'says that the task is completed, but has no images';
  return images.every(hasUrl) ? undefined : 'has an image without a URL';
}

const hasUrl = (image: unknown): boolean => {
  const url = field(image, 'url');
  return typeof url === 'string' && url !== '';
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
