/** What is needed of a client of `ioredis`, a cluster's included. */
export interface IoRedisLike {
  defineCommand: unknown;
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** What is needed of a client of `redis` (node-redis), a cluster's included. */
export interface NodeRedisLike {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** Either of them. */
export type RedisLike = IoRedisLike | NodeRedisLike;

/** Runs a Lua script on one key, whichever client it is: neither is imported. Gives the whole number that it returns. */
export const runScript = async (
  redis: RedisLike,
  script: string,
  key: string,
  ...args: string[]
): Promise<number> =>
  Number(
    'defineCommand' in redis
      ? await redis.eval(script, 1, key, ...args)
      : await redis.eval(script, { keys: [key], arguments: args }),
  );
