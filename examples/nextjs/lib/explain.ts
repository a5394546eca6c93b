import { ConflictError, NotFoundError, ValidationError } from '@runapi.ai/flux-kontext';

/** What a visitor is told when a call failed. */
export function explain(error: unknown): Response {
  if (error instanceof ValidationError) return Response.json({ issues: error.issues }, { status: 422 });
  if (error instanceof ConflictError) {
    return Response.json({ error: 'This order was made with other parameters.' }, { status: 409 });
  }
  if (error instanceof NotFoundError) {
    return Response.json({ error: 'There is no such picture.' }, { status: 404 });
  }
  console.error(error); // for us to fix; the visitor need not see it
  return Response.json({ error: 'Send it again later.' }, { status: 503 });
}
