import { FluxKontextClient } from '@runapi.ai/flux-kontext';

const client = new FluxKontextClient(); // as in production: from RUNAPI_API_KEY and RUNAPI_BASE_URL
const { images } = await client.textToImage.run({ model: 'flux-kontext-pro', prompt: 'A lighthouse' });
console.log(images[0].url);
