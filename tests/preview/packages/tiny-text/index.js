module.exports = { name: '小包' };
