/** What differs between installations. `env` is the CloudBase environment; empty means the account's first one. */
module.exports = { env: '' };
