/** A hospital's workbook: fetched, handed in, checked and imported. */

import { repeatable } from './api';
import type { CheckReply, Export, FileReply, JobReply } from './contracts';

const AGAIN_MS = 1500;
/** The service reads no file that is larger, in bytes. */
export const LARGEST = 2_000_000;

export const fetchBook = (hospitalId: string, what: Export['what']): Promise<FileReply> =>
  repeatable<FileReply>('sheets', { action: 'export', hospital_id: hospitalId, what });

/** What importing a file would do, or everything that is to be mended. Nothing is changed. */
export async function checkBook(hospitalId: string, file: File): Promise<CheckReply> {
  return repeatable<CheckReply>('sheets', {
    action: 'import_check',
    hospital_id: hospitalId,
    filename: file.name,
    file: await base64(file),
  });
}

/** Imports what was checked, and tells after each answer how far it is, for as long as `tell` is true. @throws {Trouble} */
export async function importBook(
  previewId: string,
  tell: (job: JobReply) => boolean,
): Promise<JobReply> {
  for (;;) {
    const asked = { action: 'import_apply', preview_id: previewId } as const;
    const job = await repeatable<JobReply>('sheets', asked);
    if (!tell(job) || job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Hands a file to the browser, which keeps it where somebody finds it. */
export function keepFile({ filename, file }: FileReply): void {
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}
