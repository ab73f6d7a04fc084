/** The calling convention of wx: success/fail/complete, or a Promise where none of them is given. */

/**
 * @param {string} name as it stands in errMsg
 * @param {(options: any) => any} run returns or resolves to the result's own fields; what it throws becomes
 *   `{errMsg: "<name>:fail …"}`, with errCode where the error has one
 */
export function api(name, run) {
  return (options) => {
    const given = options ?? {};
    const result = (async () => run(given))().then(
      (fields) => ({ errMsg: `${name}:ok`, ...fields }),
      (error) => {
        const reason = error.errMsg ?? `${name}:fail ${error.message ?? error}`;
        throw { errMsg: reason, ...(error.errCode !== undefined && { errCode: error.errCode }) };
      },
    );
    const { success, fail, complete } = given;
    if (!success && !fail && !complete) return result;
    result.then(
      (value) => {
        success?.(value);
        complete?.(value);
      },
      (error) => {
        fail?.(error);
        complete?.(error);
      },
    );
    return undefined;
  };
}

/** An error with WeChat's number. */
export const failure = (message, errCode) => Object.assign(new Error(message), { errCode });
