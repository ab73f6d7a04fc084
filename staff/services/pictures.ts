/** Photos of doctors, and codes to print. */

import { repeatable } from './api';
import type { AskCode, PictureReply } from './contracts';
import { base64 } from './files';

export type CodeKind = AskCode['kind'];

/** A picture as an address that a page shows without fetching anything; empty where there is none. */
const shown = ({ media, file }: PictureReply): string =>
  file ? `data:${media};base64,${file}` : '';

export const photoOf = async (doctorId: string): Promise<string> =>
  shown(await repeatable<PictureReply>('pictures', { action: 'photo', doctor_id: doctorId }));

/** Shows patients another photo; as they see it. */
export async function putPhoto(doctorId: string, file: File): Promise<string> {
  const asked = { action: 'put_photo', doctor_id: doctorId, file: await base64(file) } as const;
  return shown(await repeatable<PictureReply>('pictures', asked));
}

export async function removePhoto(doctorId: string): Promise<void> {
  await repeatable<PictureReply>('pictures', { action: 'remove_photo', doctor_id: doctorId });
}

export const codeOf = async (hospitalId: string, kind: CodeKind, id: string): Promise<string> =>
  shown(
    await repeatable<PictureReply>('pictures', {
      action: 'code',
      hospital_id: hospitalId,
      kind,
      id,
    }),
  );
