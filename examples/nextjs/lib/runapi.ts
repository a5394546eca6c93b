import { FluxKontextClient } from '@runapi.ai/flux-kontext';
import {
  type CallbackHandler,
  type CompletedTextToImageResponse,
  createCallbackHandler,
  type FailedTextToImageResponse,
} from '@runapi.ai/flux-kontext/callbacks';

type FinalTask = CompletedTextToImageResponse | FailedTextToImageResponse;

// One of each for the process. On globalThis, since Next.js may load a module more than once: for another route's
// bundle, and in development after each change.
const kept = globalThis as typeof globalThis & {
  runapiClient?: FluxKontextClient;
  runapiCallbackHandler?: CallbackHandler;
  finishedPictures?: Map<string, FinalTask>;
};

/** In place of your database: final tasks by their id. */
kept.finishedPictures ??= new Map();
export const finished = kept.finishedPictures;

// Functions, since `next build` loads the routes, too, and has no secrets. instrumentation.ts calls them at the start.

/** Reads RUNAPI_API_KEY. */
export function getClient(): FluxKontextClient {
  kept.runapiClient ??= new FluxKontextClient();
  return kept.runapiClient;
}

/** Reads RUNAPI_CALLBACK_SECRET: 'new,old' while you rotate it. */
export function getCallbackHandler(): CallbackHandler {
  kept.runapiCallbackHandler ??= createCallbackHandler({
    onCompleted: ({ task }) => {
      finished.set(task.id, task);
      console.log(`${task.id} completed: ${task.images[0].url}`);
    },
    onFailed: ({ task }) => {
      finished.set(task.id, task);
      console.log(`${task.id} failed: ${task.error}`);
    },
  });
  return kept.runapiCallbackHandler;
}
