// What a newcomer wants to see done. Each of these is what a user's own code looks like.
import { TaskFailedError } from '@runapi.ai/flux-kontext';

/** Text to image: `run` creates the task, polls and comes back with the picture. */
export async function generate(client, status, folder, pollIntervalMs) {
  const line = status.add('text to image');
  const result = await client.textToImage.run(
    {
      model: 'flux-kontext-pro',
      prompt: 'A futuristic cityscape at night',
      aspect_ratio: '16:9',
      output_format: 'jpeg',
    },
    { pollIntervalMs, onUpdate: (task) => line.now(task.status) },
  );
  line.done(await folder.save('1-generated', result.images[0]));
  return result.images[0];
}

/** Image to image: one URL, and what is to change. */
export async function edit(client, status, folder, image, pollIntervalMs) {
  const line = status.add('edit of it');
  const result = await client.textToImage.run(
    {
      model: 'flux-kontext-max',
      prompt: 'Restyle as a 1970s film photograph',
      input_image: image.url,
      aspect_ratio: '4:3',
      output_format: 'png',
    },
    { pollIntervalMs, onUpdate: (task) => line.now(task.status) },
  );
  line.done(await folder.save('2-edited', result.images[0]));
}

/** A task can fail. The error is a type, and `details` is the task with the service's reason. */
export async function decline(client, status, pollIntervalMs) {
  const line = status.add('declined prompt');
  try {
    await client.textToImage.run(
      { model: 'flux-kontext-pro', prompt: 'Something that the model declines [fail:content policy]' },
      { pollIntervalMs, onUpdate: (task) => line.now(task.status) },
    );
    line.failed('was not declined');
  } catch (error) {
    if (!(error instanceof TaskFailedError)) throw error;
    line.done(`caught TaskFailedError: ${error.details.error}`);
  }
}

/** What a web server does: create, answer at once, and be told later by a signed callback. */
export async function callBack(client, status, folder, listener) {
  const line = status.add('signed callback');
  const { id } = await client.textToImage.create({
    model: 'flux-kontext-pro',
    prompt: 'A lighthouse at dawn, waves against the rocks',
    aspect_ratio: '1:1',
    output_format: 'png',
    callback_url: listener.url,
  });
  line.now(`created ${id}, waiting to be told`);
  const { task } = await listener.received;
  const path = await folder.save('3-by-callback', task.images[0]);
  line.done(`signature verified, ${path}`);
}
