/** Files between the browser and the service, where they travel as base64. */

import type { FileReply } from './contracts';

/** The service reads no file that is larger, in bytes. */
export const LARGEST = 2_000_000;

/** Hands a file to the browser, which keeps it where somebody finds it. */
export function keepFile({ filename, file, link: elsewhere }: FileReply): void {
  if (elsewhere) {
    // The answer there says that it is to be kept, so this page stays.
    location.assign(elsewhere);
    return;
  }
  const bytes = Uint8Array.from(atob(file ?? ''), (letter) => letter.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}
