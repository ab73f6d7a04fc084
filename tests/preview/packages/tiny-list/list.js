const { name } = require('tiny-text');
Component({ properties: { items: Array }, data: { name } });
