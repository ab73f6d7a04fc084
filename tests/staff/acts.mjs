/** What somebody does on a page before it is looked at. */

export function shown(words) {
  return (page) => page.getByText(words).first().waitFor();
}

export async function press(page, name, at = 0) {
  await page.getByRole('button', { name, exact: true }).nth(at).click();
}

/** A list of which several are chosen hides its field behind them. */
export async function openList(page, label) {
  const field = page.getByLabel(label, { exact: true });
  await page.locator('.t-select__wrap').filter({ has: field }).last().click();
}

export async function pick(page, label, option) {
  await openList(page, label);
  await page.locator('.t-select-option').filter({ hasText: option, visible: true }).first().click();
}
