import type { NextRequest } from 'next/server';
import { explain } from '@/lib/explain';
import { finished, getClient } from '@/lib/runapi';

type Context = { params: Promise<{ id: string }> };

export async function GET(_request: NextRequest, { params }: Context): Promise<Response> {
  const { id } = await params;
  try {
    const task = finished.get(id) ?? (await getClient().textToImage.get(id)); // ask, should a callback be lost
    const { status } = task;
    if (status === 'completed') return Response.json({ id, status, url: task.images[0].url });
    if (status === 'failed') return Response.json({ id, status, error: task.error });
    return Response.json({ id, status });
  } catch (error) {
    return explain(error);
  }
}
