import { readFileSync, writeFileSync } from 'node:fs';

interface SourceMap {
  sources: string[];
  sourcesContent: string[];
}

/** Takes the font data out of a source map: nobody debugs it, and it would be a quarter of what npm unpacks. */
export function slimSourceMap(file: string): void {
  const map = JSON.parse(readFileSync(file, 'utf8')) as SourceMap;
  map.sourcesContent = map.sourcesContent.map((content, index) =>
    map.sources[index]?.endsWith('.data.ts') ? '// The font data stands in the code itself.' : content,
  );
  writeFileSync(file, JSON.stringify(map));
}
