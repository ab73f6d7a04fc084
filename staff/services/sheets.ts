/** A hospital's workbook: fetched, handed in, checked and imported. */

import { repeatable } from './api';
import type { CheckReply, Export, FileReply, JobReply } from './contracts';
import { base64 } from './files';

const AGAIN_MS = 1500;
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
