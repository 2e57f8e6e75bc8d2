// Prints the Terraform files below a directory as one JSON object, by path.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from '@cdktf/hcl2json';

const root = process.argv[2];
const files = directory => readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
  const path = join(directory, entry.name);
  return entry.isDirectory() ? files(path) : path.endsWith('.tf') ? [path] : [];
});
const parsed = {};
for (const file of files(root)) {
  parsed[relative(root, file)] = await parse(file, readFileSync(file, 'utf8'));
}
console.log(JSON.stringify(parsed));
