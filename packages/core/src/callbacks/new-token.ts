import { randomUUID } from '#crypto';

/** A fresh UUID. A function of its own, so that no declaration names `#crypto`, which a user's compiler can't find. */
export const newToken = (): string => randomUUID();
