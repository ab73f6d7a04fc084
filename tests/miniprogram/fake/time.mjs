/** The day on which every fake answer is given. */
export const START = Date.parse('2026-11-23T10:05:00+08:00');
export const DAY = 24 * 60 * 60 * 1000;

export const instant = (ms) => `${new Date(ms + 8 * 3600000).toISOString().slice(0, 19)}+08:00`;
export const dateAfter = (days) => instant(START + days * DAY).slice(0, 10);
export const times = (count, make) => Array.from({ length: count }, (_, at) => make(at));
