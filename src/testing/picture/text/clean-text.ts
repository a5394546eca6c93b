/** More than the largest picture has room for. */
const MOST_CHARACTERS = 1000;

/**
 * One line of what has a shape: white space and controls become single spaces, what is invisible by nature
 * (joiners, variation selectors, direction marks) goes, and accents join their letters where Unicode can.
 */
export const cleanText = (text: string): string =>
  text
    .slice(0, MOST_CHARACTERS)
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/gu, '')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
