import { randomUUID } from '#crypto';

/** A key for a task that nobody made yet. */
export const newIdempotencyKey = (): string => randomUUID();
