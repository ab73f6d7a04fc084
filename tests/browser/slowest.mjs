/** A test reporter beside node's own: names the ten slowest tests, so that nobody wonders where the minutes go. */
export default async function* slowest(events) {
  const seen = [];
  for await (const { type, data } of events) {
    const over = type === 'test:pass' || type === 'test:fail';
    if (over && data.details?.type !== 'suite')
      seen.push({ seconds: data.details.duration_ms / 1000, name: data.name });
  }
  seen.sort((one, other) => other.seconds - one.seconds);
  yield '\nten slowest tests\n';
  for (const { seconds, name } of seen.slice(0, 10))
    yield `${seconds.toFixed(2).padStart(8)} s  ${name}\n`;
}
