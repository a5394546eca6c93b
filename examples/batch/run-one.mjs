import { randomUUID } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import { TaskFailedError } from '@runapi.ai/flux-kontext';
import { saveImage } from '@runapi.ai/flux-kontext/node';

/** One picture, from wherever the journal says that it is to its file on the disk. */
export const createRunOne =
  ({ client, journal, out, pollIntervalMs, signal }) =>
  async (picture) => {
    const result = await completed();
    const target = join(out.replace(/\{\w+\}/g, '{$&}'), 'pictures', '{id}.{ext}'); // a folder may be called {id}
    const saved = await saveImage(result.images[0], target, { id: picture.name, signal });
    await journal.add(picture, { path: relative(out, saved.path).split(sep).join('/'), bytes: saved.bytes });

    async function completed() {
      try {
        return picture.taskId
          ? await client.textToImage.wait(picture.taskId, { pollIntervalMs, signal })
          : await create();
      } catch (error) {
        if (error instanceof TaskFailedError) await journal.add(picture, { failed: reasonOf(error) });
        throw error;
      }
    }

    /** The key is on the disk before anything is sent: whenever this process dies, the repeat gets the same task. */
    async function create() {
      if (!picture.key) await journal.add(picture, { key: randomUUID(), prompt: picture.prompt });
      return client.textToImage.run(picture.params, {
        idempotencyKey: picture.key,
        onCreated: ({ id }) => journal.add(picture, { taskId: id }),
        pollIntervalMs,
        signal,
      });
    }
  };

const reasonOf = ({ details, message }) => (typeof details?.error === 'string' ? details.error : message);
