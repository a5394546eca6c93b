/** The text of assets.data.ts. */
export function bakePage(): Promise<string>;
