import { json, problem } from '../service/answers.js';
import { lastSegment } from '../service/router.js';
import { assetAt } from './assets.js';
import { pressButton } from './buttons.js';
import type { Desk } from './desk.js';
import { requestDetail, taskDetail } from './details.js';
import { createEvents } from './events.js';
import { PATHS } from './paths.js';
import { isForeign, isOwn } from './same-origin.js';

/** Answers what belongs to the page; `undefined` for everything else. Nothing of it is kept as a request. */
export type Page = (request: Request) => Promise<Response> | Response | undefined;

/** The page to look at. It is for the HTTP face, under names of this machine only; no other site's page may use or read it. */
export const createPage =
  (desk: Desk): Page =>
  (request) => {
    const url = new URL(request.url);
    const { pathname } = url;
    if (pathname !== PATHS.page && !pathname.startsWith('/_sandbox/')) return undefined;

    const { method, headers } = request;
    if (method === 'POST' && pathname.startsWith(PATHS.tasks)) {
      return isOwn(headers) ? pressButton(desk, pathname, request) : foreign();
    }
    const asset = assetAt(pathname);
    if (asset && (method === 'GET' || method === 'HEAD')) return asset; // after HEAD, Node sends no body
    if (method !== 'GET') {
      return problem(405, 'method_not_allowed', `${method} is not possible here.`, { Allow: 'GET' });
    }
    return isForeign(headers) ? foreign() : read(desk, url);
  };

function read(desk: Desk, url: URL): Response {
  const { pathname } = url;
  if (pathname === PATHS.events) return createEvents(desk);
  if (pathname.startsWith(PATHS.images)) return desk.imageAt(url);
  const found = pathname.startsWith(PATHS.tasks)
    ? taskDetail(desk, lastSegment(url))
    : pathname.startsWith(PATHS.requests)
      ? requestDetail(desk, lastSegment(url))
      : undefined;
  return found
    ? json(200, found)
    : problem(404, 'not_found', 'The sandbox does not keep this, or not any more.');
}

const foreign = (): Response =>
  problem(403, 'foreign_origin', "This is for the sandbox's own page, and for no other site's.");
