/** The secret after a rotation: another one, that can be told from the present one. */
export const nextSecretOf = (secret: string): string => btoa(`next:${secret.trim()}`);
