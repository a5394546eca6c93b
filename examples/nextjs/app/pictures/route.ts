import type { NextRequest } from 'next/server';
import { explain } from '@/lib/explain';
import { getClient } from '@/lib/runapi';

const { PORT = '3000', PUBLIC_URL = `http://localhost:${PORT}` } = process.env;

// Your sign-in goes before this: whoever may call it spends your credits.
export async function POST(request: NextRequest): Promise<Response> {
  const { orderId, prompt } = (await request.json().catch(() => undefined)) ?? {};
  if (typeof orderId !== 'string' || !orderId) {
    return Response.json({ error: 'Send JSON with an orderId and a prompt.' }, { status: 400 });
  }
  try {
    const { id } = await getClient().textToImage.create(
      {
        model: 'flux-kontext-pro',
        prompt,
        callback_url: new URL('/webhooks/runapi/flux-kontext', PUBLIC_URL).href,
      },
      { idempotencyKey: `order-${orderId}` }, // an order sent twice is one picture, paid for once
    );
    return Response.json({ id }, { status: 202, headers: { Location: `/pictures/${id}` } });
  } catch (error) {
    return explain(error);
  }
}
