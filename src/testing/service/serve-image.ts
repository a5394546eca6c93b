import { problem, served } from './answers.js';
import type { Pictures } from './pictures.js';
import { lastSegment } from './router.js';
import { isImageExpired } from './task.js';
import type { Tasks } from './tasks.js';
import type { Clock } from './time/clock.js';

/** `GET /images/{name}`: no key is asked for, since only a completed task tells its name; after 7 days it is gone. */
export const serveImage =
  (tasks: Tasks, pictures: Pictures, clock: Clock) =>
  (url: URL): Response => {
    const task = tasks.byImageName(lastSegment(url));
    if (!task) return problem(404, 'not_found', 'There is no such image.');
    if (isImageExpired(task, clock.now())) {
      return problem(410, 'gone', "The image's URL has ended: it lived for 7 days.");
    }
    const picture = pictures.of(task);
    if (!picture) return problem(410, 'gone', 'The sandbox keeps the latest edited pictures only.');
    return served(picture.bytes, picture.contentType);
  };
