/** A file on its way in: chosen, checked, mended or imported. */

import { onScopeDispose, ref, shallowRef } from 'vue';
import { known } from '../../services/api';
import type { CheckReply, JobReply } from '../../services/contracts';
import { replaced } from '../../services/session';
import { LARGEST } from '../../services/files';
import { checkBook, importBook } from '../../services/sheets';

type Phase = 'idle' | 'checking' | 'wrong' | 'ready' | 'importing' | 'done';

/** What was checked does not hold any more. */
const GONE: readonly string[] = ['STALE', 'NOT_FOUND'];

export class BookImport {
  readonly phase = ref<Phase>('idle');
  readonly filename = ref('');
  readonly check = shallowRef<CheckReply | null>(null);
  readonly job = shallowRef<JobReply | null>(null);
  readonly problem = ref('');
  /** Whoever left does not ask any more how far it is; the service goes on by itself. */
  watched = true;

  constructor(private readonly hospital: string) {}

  async take(file: File): Promise<void> {
    this.begin(file.name);
    if (file.size > LARGEST) {
      this.fail('文件太大，最多 2 MB。请删掉没用的工作表和图片，再试一次');
      return;
    }
    this.phase.value = 'checking';
    await this.tried(async () => {
      this.check.value = await checkBook(this.hospital, file);
      this.phase.value = this.check.value.preview_id ? 'ready' : 'wrong';
    });
  }

  async run(): Promise<void> {
    const preview = this.check.value?.preview_id;
    if (!preview || this.phase.value === 'importing') return;
    this.phase.value = 'importing';
    await this.tried(async () => {
      await importBook(preview, (job) => {
        this.job.value = job;
        return this.watched;
      });
      await replaced();
      this.phase.value = 'done';
    });
  }

  /** Another file, or none. */
  begin(name = ''): void {
    this.filename.value = name;
    this.check.value = this.job.value = null;
    this.problem.value = '';
    this.phase.value = 'idle';
  }

  private async tried(work: () => Promise<void>): Promise<void> {
    this.problem.value = '';
    try {
      await work();
    } catch (error) {
      const { code, message } = known(error);
      if (GONE.includes(code)) this.check.value = null;
      this.fail(message);
    }
  }

  /** What was checked may be imported by another try, as long as it is known. */
  private fail(words: string): void {
    this.problem.value = words;
    this.phase.value = this.check.value?.preview_id ? 'ready' : 'idle';
  }
}

export function useBookImport(hospital: string): BookImport {
  const book = new BookImport(hospital);
  onScopeDispose(() => (book.watched = false));
  return book;
}
