/** What a file would do to a hospital's tables, in words. */

import type { ChangeCounts } from '../services/contracts';

/** 新增 3 项，修改 1 项，删除 2 项，不变 40 项; what does not happen is left out. */
export function countWords({ new: added, changed, retired, same }: ChangeCounts): string {
  const each: [string, number][] = [
    ['新增', added],
    ['修改', changed],
    ['删除', retired],
    ['不变', same],
  ];
  return each
    .filter(([, count]) => count)
    .map(([word, count]) => `${word} ${count} 项`)
    .join('，');
}

export const changesNothing = ({ new: added, changed, retired }: ChangeCounts): boolean =>
  added + changed + retired === 0;
