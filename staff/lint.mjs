#!/usr/bin/env node
/**
 * What vue-tsc does not say of staff/: sizes of modules and functions, and that services/api.ts alone calls `fetch`.
 * Prints a line for each finding and ends with 1.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const MODULE_LINES = 300;
const FUNCTION_LINES = 40;
const FETCHES = 'services/api.ts';
const FORBIDDEN = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'];
const SCRIPT = /(<script setup lang="ts">\n)([\s\S]*?)<\/script>/;

/**
 * @param {string} name of the file, relative to staff/ @param {string} text
 * @returns {string[]} a line for each finding
 */
export function problems(name, text) {
  const found = [];
  const lines = text.split('\n').length;
  if (lines > MODULE_LINES) found.push(`${name}: ${lines} lines; at most ${MODULE_LINES}`);
  const tree = ts.createSourceFile(name, scriptOf(name, text), ts.ScriptTarget.Latest, true);
  const line = (at) => tree.getLineAndCharacterOfPosition(at).line + 1;
  visit(tree, (node) => {
    const long = line(node.end) - line(node.getStart()) + 1;
    if (ts.isFunctionLike(node) && node.body && long > FUNCTION_LINES)
      found.push(
        `${name}:${line(node.getStart())}: a function of ${long} lines; at most ${FUNCTION_LINES}`,
      );
    if (name !== FETCHES && ts.isIdentifier(node) && FORBIDDEN.includes(node.text))
      found.push(
        `${name}:${line(node.getStart())}: ${node.text}: only ${FETCHES} talks to the service`,
      );
  });
  return found;
}

/** The script of a component, on the lines that it stands on. */
function scriptOf(name, text) {
  if (!name.endsWith('.vue')) return text;
  const match = SCRIPT.exec(text);
  if (!match) return '';
  return (
    '\n'.repeat(text.slice(0, match.index + match[1].length).split('\n').length - 1) + match[2]
  );
}

function visit(node, see) {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.dirname(fileURLToPath(import.meta.url));
  const names = fs
    .readdirSync(root, { recursive: true })
    .filter((name) => /\.(ts|vue)$/.test(name));
  const written = names.filter((name) => !name.endsWith('contracts.d.ts')).sort();
  const found = written.flatMap((name) =>
    problems(name, fs.readFileSync(path.join(root, name), 'utf8')),
  );
  for (const line of found) console.log(line);
  if (found.length) process.exitCode = 1;
}
