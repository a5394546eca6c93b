// Lets declarations that name an optional peer's types compile where it is not installed: the import of a module that is
// not there is `any` then, and not an error in somebody else's build. After tsup, which writes declarations last of all.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const { peerDependenciesMeta } = JSON.parse(readFileSync('package.json', 'utf8'));
const peers = Object.keys(peerDependenciesMeta ?? {}).filter((name) => peerDependenciesMeta[name].optional);

for (const file of readdirSync('dist').filter((name) => /\.d\.c?ts$/.test(name))) {
  const text = readFileSync(`dist/${file}`, 'utf8');
  const marked = peers.reduce((code, peer) => mark(code, peer), text);
  if (marked !== text) writeFileSync(`dist/${file}`, marked);
}

function mark(code, peer) {
  const line = new RegExp(`(?<!@ts-ignore.*\n)^import .* from '${peer}(/.*)?';$`, 'gm');
  return code.replace(line, `// @ts-ignore: ${peer} is an optional peer\n$&`);
}
