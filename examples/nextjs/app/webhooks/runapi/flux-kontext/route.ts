import { getCallbackHandler } from '@/lib/runapi';

// The handler reads the body itself: the signature is over the raw bytes.
export async function POST(request: Request): Promise<Response> {
  return getCallbackHandler()(request);
}
