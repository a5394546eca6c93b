import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Lets declarations that name an optional peer's types compile where it is not installed: the import of a module
 * that is not there is `any` then, and not an error in somebody else's build.
 */
export function makeTypesOptional(peer: string, files: readonly string[]): void {
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const line = new RegExp(`^import .* from '${peer}';$`, 'm');
    if (!line.test(text)) throw new Error(`${file} names no type of ${peer}: scripts/optional-types.ts`);
    // Twice over the same file it is the same: a build of the code alone leaves the declarations as they were.
    if (text.includes(`// @ts-ignore: ${peer}`)) continue;
    writeFileSync(file, text.replace(line, `// @ts-ignore: ${peer} is an optional peer\n$&`));
  }
}
