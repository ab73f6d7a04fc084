Page({ data: { who: require('tiny-text').name } });
