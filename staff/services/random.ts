/** Unguessable text in the letters of base64url. */
export function unguessable(bytes: number): string {
  const drawn = crypto.getRandomValues(new Uint8Array(bytes));
  const text = btoa(String.fromCharCode(...drawn));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
