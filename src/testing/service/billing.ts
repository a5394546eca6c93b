/** A field that clients do not know and must let through, as the service has some. The number is made up. */
export const BILLING = { credits: 1, note: 'made up by the sandbox: nothing is charged' } as const;
