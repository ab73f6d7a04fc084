/** What is used of it; its own declarations need a browser. */
interface Code {
  addData(text: string, mode: 'Numeric'): void;
  make(): void;
  getModuleCount(): number;
  isDark(row: number, column: number): boolean;
}

declare function qrcode(version: number, level: 'L' | 'M' | 'Q' | 'H'): Code;
export = qrcode;
